// Settings of Camunda Tasklist. This file stands before the packaged one of the same name.
export default {
  app: {
    name: 'Task list',
    vendor: 'Careloop'
  },
  dateFormat: {
    normal: 'ddd, MMM D, YYYY, h:mm a',
    long: 'dddd, MMMM D, YYYY, h:mm a'
  },
  locales: {
    availableLocales: ['en'],
    fallbackLocale: 'en'
  },
  customScripts: ['scripts/careloop'],
  disableWelcomeMessage: true,
  previewHtml: false,
  csrfCookieName: 'XSRF-TOKEN',
  shortcuts: {
    claimTask: { key: 'ctrl+alt+c', description: 'claims the currently selected task' },
    focusFilter: { key: 'ctrl+shift+f', description: 'set the focus to the first filter in the list' },
    focusList: { key: 'ctrl+alt+l', description: 'sets the focus to the first task in the list' },
    focusForm: { key: 'ctrl+alt+f', description: 'sets the focus to the first input field in a task form' },
    startProcess: { key: 'ctrl+alt+p', description: 'opens the start process modal dialog' }
  }
};
