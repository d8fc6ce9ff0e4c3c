// Tasklist keeps unsent forms in the browser, and they hold what a patient said. Whoever signs in or out leaves none behind.
for (const key of Object.keys(localStorage)) {
  if (key.startsWith('camunda-form:')) {
    localStorage.removeItem(key);
  }
}

// A sandbox user by one click: fills in the form, which the person still sends.
for (const button of document.querySelectorAll('[data-user]')) {
  button.addEventListener('click', () => {
    document.getElementById('username').value = button.dataset.user;
    document.getElementById('password').value = button.dataset.user;
    document.getElementById('sign-in').focus();
  });
}
