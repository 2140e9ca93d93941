-- Runs many display filters over a capture in one pass of tshark: a tap listener takes any filter,
-- and tshark's own engine evaluates it, as for -Y. Filters stand in the file that the environment
-- variable CONFORMANCE_FILTERS names, one per line. Lines of the answer begin with U+0001.
local filters = {}
for line in io.lines(os.getenv("CONFORMANCE_FILTERS")) do
  filters[#filters + 1] = line
end

local frames = {}
for index, filter in ipairs(filters) do
  local accepted, listener = pcall(Listener.new, "frame", filter)
  if accepted then
    local mine = {}
    frames[index] = mine
    listener.packet = function(packet)
      mine[#mine + 1] = packet.number
    end
  else
    print("\1refused\t" .. index .. "\t" .. tostring(listener):gsub("%s+", " "))
  end
end

local report = Listener.new("frame")
report.draw = function()
  for index = 1, #filters do
    if frames[index] then
      print("\1frames\t" .. index .. "\t" .. table.concat(frames[index], " "))
    end
  end
  print("\1end")
end
