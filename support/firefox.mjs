// node --experimental-websocket support/firefox.mjs FOLDER URL CAPTURE…: drops captures on the page in Firefox, by
// WebDriver BiDi (W3C), and prints what came of it as JSON: an object for each capture, and what was asked for.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const [folder, url, ...captures] = process.argv.slice(2);
/** How often what is to come is looked for, and when that is given up (milliseconds). */
const EVERY = 100;
const PATIENCE = 60_000;

const profile = join(folder, 'profile');
const downloads = join(folder, 'downloads');
mkdirSync(profile, { recursive: true });
mkdirSync(downloads, { recursive: true });
/** Nothing is asked for by the browser itself, and what is saved goes to a folder. */
const preferences = {
  'browser.download.folderList': 2,
  'browser.download.dir': downloads,
  'browser.download.useDownloadDir': true,
  'browser.download.alwaysOpenPanel': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'app.update.auto': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'intl.accept_languages': 'en-US',
};
writeFileSync(
  join(profile, 'user.js'),
  Object.entries(preferences)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join(''),
);

const args = ['--headless', '--no-remote', '--remote-debugging-port', '0', '--profile', profile];
const firefox = spawn('firefox-esr', args, {
  stdio: ['ignore', 'ignore', 'pipe'],
  env: { ...process.env, HOME: folder },
});
const ended = new Promise((done) => firefox.once('exit', done));

/** The address that Firefox says it listens on. */
function address() {
  return new Promise((found, failed) => {
    let said = '';
    firefox.stderr.on('data', (bytes) => {
      said += bytes;
      const match = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
      if (match !== null) found(match[1]);
    });
    firefox.once('error', failed);
    firefox.once('exit', () => failed(new Error(`Firefox ended: ${said.slice(-500)}`)));
  });
}

const waiting = new Map();
const requests = [];
const complaints = [];

async function connect() {
  const socket = new WebSocket(`${await address()}/session`);
  await new Promise((done, failed) => {
    socket.onopen = done;
    socket.onerror = () => failed(new Error('Firefox takes no connection'));
  });
  socket.onmessage = ({ data }) => {
    const { id, type, method, params, result, error, message } = JSON.parse(data);
    if (type === 'event') {
      if (method === 'network.beforeRequestSent') requests.push(params.request.url);
      if (method === 'log.entryAdded' && params.level === 'error') complaints.push(params.text);
      return;
    }
    const { done, failed } = waiting.get(id);
    waiting.delete(id);
    if (type === 'error') failed(new Error(`${error}: ${message}`));
    else done(result);
  };
  let last = 0;
  return (method, params) =>
    new Promise((done, failed) => {
      const id = ++last;
      waiting.set(id, { done, failed });
      socket.send(JSON.stringify({ id, method, params }));
    });
}

async function drive() {
  const send = await connect();
  await send('session.new', { capabilities: {} });
  await send('session.subscribe', { events: ['network.beforeRequestSent', 'log.entryAdded'] });
  const { contexts } = await send('browsingContext.getTree', {});
  const [{ context }] = contexts;
  const evaluate = async (expression) => {
    const answer = await send('script.evaluate', {
      expression,
      target: { context },
      awaitPromise: true,
    });
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
    return answer.result;
  };
  const until = async (expression) => {
    for (const began = Date.now(); Date.now() - began < PATIENCE; await setTimeout(EVERY)) {
      if ((await evaluate(expression)).value === true) return;
    }
    throw new Error(`not in ${PATIENCE} ms: ${expression}`);
  };
  await send('browsingContext.navigate', { context, url, wait: 'complete' });
  await until('document.querySelector(".drop") !== null');
  requests.length = 0;
  const results = [];
  for (const capture of captures) {
    await evaluate('document.querySelector(".report").replaceChildren()');
    await evaluate('document.querySelectorAll(".files button").forEach((one) => one.click())');
    const { sharedId } = await evaluate('document.querySelector("input[type=file]")');
    await send('input.setFiles', { context, element: { sharedId }, files: [resolve(capture)] });
    await until('document.querySelector(".report article, .error:not([hidden])") !== null');
    const before = new Set(readdirSync(downloads));
    await evaluate(`document.querySelector('.tools select').value = 'json';
      document.querySelector('.tools > button').click()`);
    let saved = null;
    for (const began = Date.now(); saved === null && Date.now() - began < PATIENCE; ) {
      await setTimeout(EVERY);
      const name = readdirSync(downloads).find((one) => !before.has(one) && one.endsWith('.json'));
      const text = name === undefined ? '' : readFileSync(join(downloads, name), 'utf8');
      if (text.endsWith('}\n')) saved = text;
    }
    const { value: title } = await evaluate('document.querySelector(".report h1")?.textContent');
    results.push({ capture, title, saved });
  }
  await evaluate('document.querySelector("#tab-packets").click()');
  await until('document.querySelectorAll(".row[data-row]").length > 3');
  // Of what is tried next, the browser complains.
  const complained = [...complaints];
  const refused = await evaluate(
    'fetch("https://example.invalid/").then(() => "sent", (error) => String(error))',
  );
  return { results, requests, complaints: complained, refused: refused.value };
}

try {
  console.log(JSON.stringify(await drive()));
} finally {
  firefox.kill();
  await ended;
}
process.exit(0);
