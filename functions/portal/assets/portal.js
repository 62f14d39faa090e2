// Every page works without this file. It adds: a second click within five seconds sends a form once, an error summary
// gets the focus, a row of navigation that is wider than a phone shows the current part of the site, a box ticks all of
// its kind, what is typed is added up.
addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  setTimeout(() => delete form.dataset.sent, 5000);
});
// A page from the back-forward cache can be sent again.
addEventListener('pageshow', () => { for (const form of document.forms) delete form.dataset.sent; });
document.querySelector('.error-summary')?.focus();
document.querySelector('.primary [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
for (const all of document.querySelectorAll('[data-all]')) {
  const boxes = [...all.form.querySelectorAll(`input[name=${all.dataset.all}]`)];
  const shown = () => { all.checked = boxes.every((box) => box.checked); };
  all.onchange = () => { for (const box of boxes) box.checked = all.checked; };
  for (const box of boxes) box.addEventListener('change', shown);
  all.closest('[hidden]').hidden = false;
}
for (const sum of document.querySelectorAll('[data-sum]')) {
  const fields = sum.dataset.sum.split(' ').map((id) => document.getElementById(id));
  const text = sum.textContent;
  const shown = () => {
    const total = fields.reduce((total, field) => total + (Number(field.value) || 0), 0);
    sum.textContent = text.replace(sum.dataset.of, `${total} / ${sum.dataset.of}`);
  };
  for (const field of fields) field.addEventListener('input', shown);
  shown();
}
