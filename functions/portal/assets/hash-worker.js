// Answers each file with the SHA-256 digest of its content in hexadecimal; with an empty one when it cannot be read.
// One file after the other: each is in memory as a whole.
let last = Promise.resolve();
onmessage = ({ data }) => { last = last.then(() => answer(data)); };
async function answer({ id, file }) {
  let sha256 = '';
  try {
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  } catch { /* The page says that the file cannot be read. */ }
  postMessage({ id, sha256 });
}
