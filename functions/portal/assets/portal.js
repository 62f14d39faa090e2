// Every page works without this file. It adds: a second click within five seconds sends a form once, an error summary
// gets the focus, and a row of navigation that is wider than a phone shows the current part of the site.
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
