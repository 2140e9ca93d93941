-- pcap-verdict in Wireshark: verdicts as fields of frames, and a menu. Written by `pcap-verdict wireshark
-- install`, which puts the command in below; `pcap-verdict wireshark remove` takes it away.
-- Wireshark 3.6 to 4.x (Lua 5.2 to 5.4).

-- What is run, word by word.
local COMMAND = { "pcap-verdict" }
local VERSION = "development"

set_plugin_info({ version = VERSION, author = "pcap-verdict", description = "pcap-verdict's verdicts" })

local pcap_verdict = Proto("pcap_verdict", "pcap-verdict")
local fields = {
  verdict = ProtoField.string("pcap_verdict.verdict", "Verdict"),
  confidence = ProtoField.string("pcap_verdict.confidence", "Confidence"),
  endpoint = ProtoField.string("pcap_verdict.endpoint", "Endpoint"),
  pattern = ProtoField.string("pcap_verdict.pattern", "Pattern"),
  evidence = ProtoField.string("pcap_verdict.evidence", "Evidence"),
}
pcap_verdict.fields = { fields.verdict, fields.confidence, fields.endpoint, fields.pattern, fields.evidence }
pcap_verdict.prefs.results = Pref.string(
  "Results", "", "A file that `pcap-verdict wireshark results CAPTURE` wrote: what the fields show")

-- By "client server protocol port", and evidence by frame.
local endpoints = {}
local evidence = {}

local function load_results(path)
  endpoints, evidence = {}, {}
  if path == nil or path == "" then return end
  local file = io.open(path, "r")
  if file == nil then return end
  local numbered = {}
  for line in file:lines() do
    local columns = {}
    for column in (line .. "\t"):gmatch("([^\t]*)\t") do columns[#columns + 1] = column end
    if columns[1] == "endpoint" and #columns >= 8 then
      local one = {
        client = columns[2], server = columns[3], protocol = columns[4], port = columns[5],
        verdict = columns[6], confidence = columns[7], patterns = columns[8],
      }
      one.text = one.client .. " → " .. one.server .. " " .. one.protocol .. " " .. one.port
      numbered[#numbered + 1] = one
      endpoints[table.concat({ one.client, one.server, one.protocol, one.port }, " ")] = one
    elseif columns[1] == "frame" and #columns >= 4 then
      local frame = tonumber(columns[2])
      local rows = evidence[frame] or {}
      rows[#rows + 1] = { endpoint = numbered[tonumber(columns[3])], code = columns[4] }
      evidence[frame] = rows
    end
  end
  file:close()
end

-- What the menu made of the capture that is open; a script cannot set a preference.
local made = nil

-- The first frame of that capture. No script is told that another one was opened.
local first = nil

local function forget()
  made, first = nil, nil
  load_results(pcap_verdict.prefs.results)
end

local function looks(pinfo)
  return tostring(pinfo.abs_ts) .. " " .. pinfo.len .. " " .. tostring(pinfo.src)
end

function pcap_verdict.init() load_results(made or pcap_verdict.prefs.results) end
function pcap_verdict.prefs_changed() load_results(pcap_verdict.prefs.results) end

-- Wireshark's numbers of port types (epan/address.h).
local PROTOCOLS = { [2] = "tcp", [3] = "udp" }

local function endpoint_of(pinfo)
  local protocol = PROTOCOLS[pinfo.port_type]
  if protocol == nil then return nil end
  local source, destination = tostring(pinfo.src), tostring(pinfo.dst)
  return endpoints[table.concat({ source, destination, protocol, pinfo.dst_port }, " ")]
    or endpoints[table.concat({ destination, source, protocol, pinfo.src_port }, " ")]
end

function pcap_verdict.dissector(_, pinfo, tree)
  if made ~= nil and pinfo.number == 1 and looks(pinfo) ~= first then forget() end
  local rows = evidence[pinfo.number]
  -- Of an ICMP error the endpoint is the evidence's.
  local endpoint = endpoint_of(pinfo) or (rows ~= nil and rows[1].endpoint) or nil
  if endpoint == nil then return end
  local item = tree:add(pcap_verdict)
  item:append_text(": " .. endpoint.verdict .. " (" .. endpoint.confidence .. ")")
  item:add(fields.verdict, endpoint.verdict)
  item:add(fields.confidence, endpoint.confidence)
  item:add(fields.endpoint, endpoint.text)
  for pattern in endpoint.patterns:gmatch("[^,]+") do item:add(fields.pattern, pattern) end
  for _, row in ipairs(rows or {}) do item:add(fields.evidence, row.code) end
end
register_postdissector(pcap_verdict)

if not gui_enabled() then return end

local IS_WINDOWS = package.config:sub(1, 1) == "\\"

-- A word as the system's shell takes it.
local function quoted(word)
  if IS_WINDOWS then return '"' .. word:gsub('"', '""') .. '"' end
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local count = 0
-- A file of our own, among the system's temporary ones.
local function temporary(extension)
  count = count + 1
  if IS_WINDOWS then
    return string.format("%s\\pcap-verdict-%d-%d%s", os.getenv("TEMP"), os.time(), count, extension)
  end
  -- It makes the file, which nobody else can have made then.
  local base = os.tmpname()
  os.remove(base)
  return base .. extension
end

-- Runs pcap-verdict; what it says on either stream, and whether it did.
local function run(...)
  local words = {}
  for _, word in ipairs(COMMAND) do words[#words + 1] = quoted(word) end
  for _, word in ipairs({ ... }) do words[#words + 1] = quoted(word) end
  local line = table.concat(words, " ") .. " 2>&1"
  if IS_WINDOWS then line = '"' .. line .. '"' end
  local pipe = io.popen(line, "r")
  if pipe == nil then return "pcap-verdict could not be started.", false end
  local text = pipe:read("*a")
  local ended, _, status = pipe:close()
  -- 1 is a failure that the capture shows.
  return text, ended == true or status == 1
end

-- Kept: a window that nobody holds closes.
local windows = {}

local function show(title, text)
  local window = TextWindow.new(title)
  windows[#windows + 1] = window
  window:set(text)
end

-- Writes what is open to a file: Wireshark tells no script where its file is.
local function dump_all()
  local path = temporary(".pcap")
  local dumper = nil
  local tap = Listener.new("frame")
  local begins = nil
  function tap.packet(pinfo)
    if pinfo.number == 1 then begins = looks(pinfo) end
    if dumper == nil then
      dumper = Dumper.new_for_current(path, wtap_name_to_file_type_subtype("nsecpcap"))
    end
    dumper:dump_current()
  end
  retap_packets()
  tap:remove()
  if dumper == nil then return nil end
  dumper:close()
  return path, begins
end

-- Runs an action on what is open, with the display filter that is set.
local function with_capture(action)
  local path, begins = dump_all()
  if path == nil then
    show("pcap-verdict", "Open a capture first: there is no packet to look at.")
    return
  end
  local filter = get_filter()
  -- Its own fields are not pcap-verdict's.
  local further = {}
  if filter ~= "" and not filter:find("pcap_verdict", 1, true) then further = { "-Y", filter } end
  local fine, message = pcall(action, path, further, begins)
  os.remove(path)
  if not fine then show("pcap-verdict", tostring(message)) end
end

local unpack = table.unpack or unpack

local function mark(path, further, begins)
  local file = made or temporary(".tsv")
  local text, done = run("wireshark", "results", path, "--results", file, unpack(further))
  if not done then
    show("pcap-verdict", text)
    return
  end
  made, first = file, begins
  load_results(made)
end

local function diagnose()
  local text = nil
  with_capture(function(path, further, begins)
    local report = temporary(".txt")
    text = run(path, "-q", "-o", report, unpack(further))
    local file = io.open(report, "r")
    if file ~= nil then
      text = file:read("*a")
      file:close()
      os.remove(report)
    end
    mark(path, further, begins)
  end)
  if text == nil then return end
  -- So that the fields are there to filter and to colour by.
  redissect_packets()
  show("pcap-verdict", text)
end

local function diagnose_as_page()
  with_capture(function(path, further)
    local page = temporary(".html")
    local text, done = run(path, "-q", "-o", page, unpack(further))
    if done then browser_open_data_file(page) else show("pcap-verdict", text) end
  end)
end

local function go_to_evidence()
  if next(evidence) == nil then
    with_capture(mark)
    redissect_packets()
  end
  set_filter("pcap_verdict.evidence")
  apply_filter()
end

local function open_evidence()
  with_capture(function(path, further)
    local proof = temporary(".pcapng")
    local text, done = run("evidence", path, "-o", proof, unpack(further))
    if not done then
      show("pcap-verdict", text)
      return
    end
    -- Its frames have other numbers.
    forget()
    set_filter("")
    apply_filter()
    open_capture_file(proof, "")
  end)
end

register_menu("pcap-verdict/Diagnose this capture", diagnose, MENU_TOOLS_UNSORTED)
register_menu("pcap-verdict/Diagnose this capture as a page", diagnose_as_page, MENU_TOOLS_UNSORTED)
register_menu("pcap-verdict/Go to the evidence", go_to_evidence, MENU_TOOLS_UNSORTED)
register_menu("pcap-verdict/Open evidence capture", open_evidence, MENU_TOOLS_UNSORTED)
