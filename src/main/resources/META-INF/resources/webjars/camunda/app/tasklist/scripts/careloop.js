// Careloop in Tasklist: leaves no patient's data in the browser, sends people to the one sign-in page, warns of the sandbox.

// Tasklist writes unsent forms to the browser's storage, when the session ends, too. Nothing may stay there.
function forgetDrafts() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith('camunda-form:')) {
      localStorage.removeItem(key);
    }
  }
}

const setItem = Storage.prototype.setItem;
Storage.prototype.setItem = function(key, value) {
  if (!String(key).startsWith('camunda-form:')) {
    setItem.call(this, key, value);
  }
};
forgetDrafts();
window.addEventListener('pagehide', forgetDrafts);

// A form with a list of rows counts as wrong for ever in this Tasklist: form-js leaves an empty entry behind for a row that is right, and
// Tasklist counts entries. So the button stays open while no error is shown; a click on it checks every field all the same.
function keepCompleteOpen() {
  const actions = document.querySelector('.form-actions');
  if (!actions || !document.querySelector('.fjs-form') || document.querySelector('.fjs-form .fjs-form-field-error')) {
    return;
  }
  let scope = window.angular && window.angular.element(actions).scope();
  while (scope && !Object.prototype.hasOwnProperty.call(scope, '$invalid')) {
    scope = scope.$parent;
  }
  if (scope && scope.$invalid) {
    scope.$applyAsync(() => { scope.$invalid = false; });
  }
}
new MutationObserver(keepCompleteOpen)
  .observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });

// The list may be drawn before its words have come, and then shows their keys for good. It is drawn again, once, when they are there.
const waiting = new MutationObserver(() => {
  const sorting = document.querySelector('[cam-sorting-choices]');
  const injector = window.angular && window.angular.element(document.body).injector();
  if (!sorting || !injector || !sorting.textContent.trim()) {
    return;
  }
  waiting.disconnect();
  if (/[A-Z]_[A-Z]/.test(sorting.textContent)) {
    injector.get('$translate').onReady(() => injector.get('$route').reload());
  }
});
waiting.observe(document.body, { subtree: true, childList: true, characterData: true });

const root = document.querySelector('base').getAttribute('app-root').replace(/\/camunda$/, '');

// Tasklist shows its own sign-in form when the session is over. There is one sign-in for everything.
function toSignIn() {
  if (location.hash.startsWith('#/login') || location.hash.startsWith('#/logout')) {
    forgetDrafts();
    location.replace(root + '/login?signed-out');
  }
}
window.addEventListener('hashchange', toSignIn);
toSignIn();

fetch(root + '/about', { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
  .then(answer => answer.ok ? answer.json() : {})
  .then(about => {
    document.body.classList.toggle('careloop-administrator', about.administrator === true);
    if (about.notice) {
      const banner = document.createElement('div');
      banner.className = 'careloop-sandbox';
      banner.setAttribute('role', 'note');
      banner.textContent = about.notice;
      document.body.prepend(banner);
      document.body.classList.add('with-careloop-sandbox');
    }
  })
  .catch(() => {});

// Only who may start something sees the button for it.
fetch(root + '/camunda/api/engine/engine/default/process-definition/count?latest=true&active=true&startableInTasklist=true&startablePermissionCheck=true',
  { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
  .then(answer => answer.ok ? answer.json() : { count: 0 })
  .then(startable => document.body.classList.toggle('careloop-starter', startable.count > 0))
  .catch(() => {});

export default [];
