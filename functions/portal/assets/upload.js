// The pages that take files: hashes each chosen file in a worker, announces it, puts its bytes to the signed address with
// progress, and asks until it is checked. Three files at once. The same file chosen again takes up where it was left.
const form = document.querySelector('#upload');
const { worker: address, announce, states, bytesMax } = form.dataset;
const say = (name) => form.dataset[`say${name}`];
const list = document.querySelector('#uploads');
const live = document.querySelector('#upload-status');
const row = document.querySelector('#upload-row');
const UPLOADS = 3, POLL_MS = 2000, CHECK_MS = 10 * 60 * 1000;

// The one address that becomes a worker.
const policy = globalThis.trustedTypes?.createPolicy('portal', {
  createScriptURL(url) { if (url !== address) throw new TypeError('not the worker'); return url; },
});
let hasher;
const hashes = new Map();
// The worker is loaded with the first file.
function hash(file) {
  if (!hasher) {
    hasher = new Worker(policy ? policy.createScriptURL(address) : address);
    hasher.onmessage = ({ data }) => { hashes.get(data.id)?.(data.sha256); hashes.delete(data.id); };
    hasher.onerror = () => { for (const resolve of hashes.values()) resolve(''); hashes.clear(); hasher = undefined; };
  }
  const id = crypto.randomUUID();
  return new Promise((resolve) => { hashes.set(id, resolve); hasher.postMessage({ id, file }); });
}

// A file on its way: its row, and what can be done with it.
class Job {
  constructor(file, kind) {
    // `turn` counts the attempts: what a cancelled one still does is ignored.
    Object.assign(this, { file, kind, request: null, isOver: false, turn: 0 });
    this.row = row.content.firstElementChild.cloneNode(true);
    this.part('name').textContent = file.name;
    this.part('progress').setAttribute('aria-label', file.name);
    for (const name of ['cancel', 'again']) this.part(name).append(nameOf(file));
    this.part('cancel').onclick = () => { this.end('Cancelled'); this.request?.abort(); this.part('again').focus(); };
    this.part('again').onclick = () => {
      Object.assign(this, { isOver: false, failed: false });
      this.show({ again: false, cancel: true });
      this.part('cancel').focus();
      start([this]);
    };
    list.append(this.row);
  }
  part(name) { return this.row.querySelector(`[data-part=${name}]`); }
  // What happens now; read aloud, too.
  say(text) { this.part('text').textContent = text; live.textContent = `${this.file.name}: ${text}`; }
  progress(share) {
    this.part('progress').value = share;
    if (Math.floor(share / 10) > Math.floor((this.told ?? 0) / 10)) this.say(`${share} %`);
    this.told = share;
  }
  begin() { this.told = 0; this.show({ progress: true, cancel: true, again: false }); this.say(say('Reading')); }
  end(name, text = say(name)) {
    if (this.isOver) return;
    this.isOver = true;
    this.failed = name !== 'Checked';
    // What is wrong with the file itself is not mended by trying again.
    this.show({ progress: false, cancel: false, again: this.failed && !['Empty', 'Large', 'Refused'].includes(name) });
    this.say(text);
  }
  show(parts) { for (const [name, isShown] of Object.entries(parts)) this.part(name).hidden = !isShown; }
}

function nameOf(file) {
  const name = document.createElement('span');
  name.className = 'vh';
  name.textContent = ` ${file.name}`;
  return name;
}

async function upload(job) {
  if (job.isOver) return;
  const turn = ++job.turn, isGone = () => job.isOver || job.turn !== turn;
  job.begin();
  if (job.file.size === 0) return job.end('Empty');
  if (job.file.size > Number(bytesMax)) return job.end('Large');
  const sha256 = await hash(job.file);
  if (isGone()) return;
  if (!sha256) return job.end('Unreadable');
  const answer = await post(job, sha256);
  if (isGone()) return;
  if (!answer) return job.end('Failed');
  if (answer.messages) return job.end('Refused', answer.messages.join(' '));
  job.id = answer.id;
  // 412: the bytes are there already.
  const status = answer.upload ? await put(job, answer.upload) : 200;
  if (isGone()) return;
  if (![200, 412].includes(status)) return job.end('Failed');
  job.show({ progress: false, cancel: false });
  job.say(say('Checking'));
  await checked(job, isGone);
}

async function post(job, sha256) {
  const body = new URLSearchParams({
    csrf: form.elements.csrf.value, key: crypto.randomUUID(), kind: job.kind, file_name: job.file.name,
    size: job.file.size, sha256,
  });
  try {
    const answer = await fetch(announce, { method: 'POST', body });
    return answer.headers.get('content-type')?.startsWith('application/json') ? await answer.json() : null;
  } catch { return null; }
}

// XMLHttpRequest, because fetch reports no progress of what is sent. Answers the status; 0 without an answer.
function put(job, { url, headers }) {
  return new Promise((resolve) => {
    const request = job.request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) {
      if (!['host', 'content-length'].includes(name.toLowerCase())) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) => job.progress(Math.floor((loaded / total) * 100));
    request.onloadend = () => resolve(request.status);
    request.send(job.file);
  });
}

async function checked(job, isGone) {
  for (const until = Date.now() + CHECK_MS; Date.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (isGone()) return;
    try {
      const files = await (await fetch(states)).json();
      const known = files.find(({ id }) => id === job.id);
      if (known && known.status !== 'announced') return job.end('Checked');
    } catch { /* Asked again. */ }
  }
  job.end('Later');
}

let running = 0;
const queue = [], all = new Set();
function start(jobs) {
  for (const job of jobs) { all.add(job); if (!queue.includes(job)) queue.push(job); }
  while (running < UPLOADS && queue.length) work();
}
async function work() {
  running += 1;
  while (queue.length) await upload(queue.shift());
  running -= 1;
  // The page itself says what was found; a file that failed keeps its row.
  if (!running && [...all].every((job) => job.isOver && !job.failed)) location.assign(`${location.pathname}?done=uploaded`);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  event.stopPropagation();
  const { files, kind } = form.elements;
  const missing = document.querySelector('#files-missing');
  missing.hidden = files.files.length > 0;
  if (!files.files.length) { files.focus(); return; }
  start([...files.files].map((file) => new Job(file, kind?.value ?? '')));
  files.value = '';
});
addEventListener('beforeunload', (event) => { if (running) event.preventDefault(); });
