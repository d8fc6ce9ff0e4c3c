package org.careloop.protocol.vetting;

/**
 * The rules that models are held to: whether a breach is unsafe, why the rule stands, and how a clinical lead mends a breach. The list with
 * examples is in {@code src/docs/vetting.md}.
 */
enum Rule {

  // Files
  PATH_OUTSIDE(true, "A file must not be laid over others outside the three folders.", "Save the file under a plain name and send it again."),
  UNKNOWN_KIND(true, "Only diagrams (.bpmn), tables (.dmn) and forms (.form) are part of a protocol; anything else could be run or shown unseen.",
      "Leave the file out."),
  TOO_LARGE(true, "Nobody can review a file of this size, and reading it could bring the program down.", "Split the model into smaller ones."),
  WRONG_FOLDER(false, "The three folders hold one kind of model each, without sub-folders, so that everything is found.",
      "Move the file to the folder named."),
  FILE_NAME(false, "The file's name is the id by which the others call it.", "Rename the file to an everyday word in small letters with hyphens."),
  SAME_NAME(true, "Two names that differ only in capital letters are one file on many computers; one would silently replace the other.",
      "Keep one of the two files."),
  NOT_WELL_FORMED(true, "A file that cannot be read cannot be judged.", "Open the file in Modeler and save it again, or go back to the last good version."),
  DOCTYPE(true, "A document type can pull in files of the server or addresses of its network.", "Delete the line that begins with <!DOCTYPE, or save the file with Modeler."),
  EXTERNAL_SCHEMA(true, "The program would fetch a schema from an address that the file names.", "Delete the attribute schemaLocation, or save the file with Modeler."),
  OTHER_ROOT(true, "Only BPMN diagrams, DMN tables and Camunda Forms are run here; case diagrams (CMMN) are not.",
      "Draw it as a BPMN diagram, or leave the file out."),
  NOT_VALID(false, "The engine would refuse the file.", "Open the file in Modeler; it marks what is wrong. Mend it and save."),

  // Expressions
  EXPRESSION_HASH(true, "Expressions of this kind are not reviewed and reach further than others.", "Write ${…} instead of #{…}."),
  EXPRESSION_PLACE(true, "The engine would evaluate the expression, and here nothing is to be evaluated.", "Write plain text here."),
  EXPRESSION_FORM(true, "Only simple comparisons of case data and the calendar are allowed, so that an expression can neither run code nor hide a rule.",
      "Compare with == != < <= > >=, join with && or ||, write texts in single quotes. Put anything more into a decision table."),
  EXPRESSION_REACH(true, "The word leads from case data into the engine and the program.", "Use a variable of the case instead."),
  EXPRESSION_DELEGATE(true, "A delegate or the calendar as a value would hand a part of the program to the case.",
      "Use a service task for the delegate, a variable of another name for the value, a method of the calendar for a date."),
  CALENDAR_METHOD(true, "The calendar has no such method, so the case would stop here.",
      "Choose one of the calendar's methods; the handbook of expressions in src/docs/vetting.md lists them."),
  CALENDAR_ARGUMENTS(true, "The calendar would refuse the call, so the case would stop here.", "Give the method as many values as it takes."),
  COMPUTED_REFERENCE(true, "What is called, shown or decided would depend on case data; nobody could have reviewed it.",
      "Name the process, table or form itself; choose between several with a gateway."),

  // What can run code
  SCRIPT(true, "A script can do anything the program can do.", "Use a service task with a delegate, a decision table, or an expression over case data."),
  SCRIPT_LANGUAGE(true, "A condition in a language of its own is a script, which can do anything the program can do.",
      "Choose condition type \"Expression\" and write ${…}."),
  SCRIPT_RESOURCE(true, "The text would be read from elsewhere and run as a script.", "Write the condition itself, as ${…}."),
  JAVA_CLASS(true, "A class named in a diagram is run, whichever class it is.", "Choose implementation \"Delegate expression\" and name a delegate, or use an element template."),
  VARIABLE_MAPPING(true, "The mapping would be code.", "List the variables under \"In mappings\" and \"Out mappings\"."),
  FORM_HANDLER(true, "The form handler is a class that is run.", "Link a Camunda Form instead."),
  GENERATED_FORM(true, "A generated form and its validators can name classes and expressions.", "Draw the form as a Camunda Form and link it."),
  CONNECTOR(true, "A connector sends data to any address.", "Use a delegate of the outside system, by its element template."),
  TASK_TYPE(true, "Mail and shell tasks run past the program's own limits, and no program serves external tasks here.",
      "Choose implementation \"Delegate expression\" and name a delegate, for a message ${notifyTeam} or ${sendPatientMessage}."),
  LISTENER(true, "A listener runs code that nobody sees in the drawing.", "Draw a step for it, or leave it out."),
  FIELD(true, "Injected fields are evaluated past the delegate's own check.", "Give the value as an input parameter."),
  FORM_KEY(true, "The form would be a page from outside whose code runs in the user's browser.", "Link a Camunda Form."),
  EXPRESSION_STEP(true, "A step's expression could call anything; the calendar is the one thing it may call.",
      "Write ${calendar.…}, or choose implementation \"Delegate expression\"."),
  UNKNOWN_DELEGATE(true, "This program has no such delegate, so the step could never run, or would run something else.",
      "Choose one of the program's delegates, best by its element template."),
  IMPORT(true, "An import loads files and classes from elsewhere.", "Delete the import."),
  ITEM_DEFINITION(true, "An item definition names types of other documents or of the program.", "Delete the item definition."),
  OLD_NAMESPACE(true, "The engine obeys these old extensions, too, where no reviewer looks for them.", "Save the diagram with Camunda Modeler for Camunda Platform 7."),
  UNKNOWN_EXTENSION(true, "What the engine does with it was not reviewed, so it is not allowed.", "Delete it in the properties panel or in the XML view of Modeler."),

  // Processes
  ONE_PROCESS(false, "Each protocol is a file of its own, so that it is found and released by its name.", "Move the other processes or pools to files of their own."),
  NOT_EXECUTABLE(false, "The engine would leave it out silently.", "Tick \"Executable\" in the properties of the process."),
  MODEL_ID(false, "The file's name is the id by which others call it.", "Set the id to the file's name."),
  DOCUMENTATION(false, "Whoever reviews it must know purpose, clinical owner and sources.", "Write them under \"Documentation\" (in a table: description)."),
  VERSION_TAG(false, "People know a protocol by its version; every change needs a new one.", "Set \"Version tag\" to three numbers, for example 1.2.0."),
  TIME_TO_LIVE(false, "Records must be kept six years at least (45 CFR 164.316), and the engine needs to know how long.",
      "Set \"Time to live\" to P3653D, or at least P2192D."),

  STARTERS(false, "Who may start a case by hand is given to roles of the care team, and Tasklist offers it to them.",
      "Set \"Candidate starter groups\" to groups of the care team, leave the users empty and tick \"Startable\"."),
  START_FORM(false, "Without a form nothing that a person enters at the start could be checked.",
      "Link a form to the start event without a symbol, under \"Forms\", type Camunda Forms."),

  // People's tasks
  MISSING_FORM(false, "The person would have nothing to fill in.", "Link a form under \"Form\", type Camunda Forms, by its id, and keep the file in forms/."),
  BINDING(false, "Only what was reviewed together runs together.", "Set \"Binding\" to deployment."),
  CANDIDATE_GROUPS(false, "Nobody would see the task, or the wrong people would.",
      "Set \"Candidate groups\" to one or more of the groups of Careloop, with commas between."),
  OTHER_ASSIGNMENT(false, "Who may do a task is seen in one place only: its candidate groups.", "Use \"Candidate groups\"."),
  DUE_DATE(false, "A task without a due date is forgotten.", "Set \"Due date\", best with ${calendar.…}."),
  OVERDUE_TIMER(false, "Nobody would be told that the task is late.",
      "Attach a timer to the task that does not interrupt it (dashed circle), or draw an event sub-process beside it that begins with one."),
  TASK_DOCUMENTATION(false, "The person who does it must know what is expected.", "Write it under \"Documentation\"."),

  // Steps
  NO_WORK(false, "The engine would not know what to do.", "Apply an element template, or set \"Delegate expression\"."),
  ASYNC_BEFORE(false, "When the outside system is down, the step must be tried again without undoing what a person did before.",
      "Tick \"Asynchronous continuations: before\"."),
  INPUT_MISSING(false, "The step would fail on every patient.", "Add the input parameter named, under \"Inputs\"."),
  INPUT_UNKNOWN(false, "The delegate would not read it; often the name is misspelled.", "Correct the name or delete the input parameter."),
  TEMPLATE_UNKNOWN(false, "Modeler could not show the step's fields.", "Apply one of the templates of .camunda/element-templates."),
  TEMPLATE_FIXED(false, "The step was built from a template and no longer does what the template promises.", "Apply the template again, or unlink it."),
  TEMPLATE_REQUIRED(false, "The template says that the step cannot do without it.", "Fill in the field marked in red in the properties panel."),
  MISSING_TABLE(false, "The decision would fail on every patient.", "Name a decision whose table is in decisions/."),
  DECISION_RESULT(false, "Without it the answer of the table is lost or comes in a form that no other step reads.",
      "Set \"Result variable\" and \"Map decision result\": singleResult."),
  MISSING_PROCESS(false, "The call would fail on every patient.", "Name a process whose diagram is in processes/."),
  UNKNOWN_NEWS(false, "No such news ever comes, so the protocol would wait for ever.", "Choose a message that Careloop knows; src/docs/messages.md lists them."),
  NEWS_TWICE(false, "The engine lets one protocol start by a message; the other would be left out.", "Start one of the two from the other, or by news of its own."),
  ERROR_CODE(false, "A refusal is known by its code, in small letters with hyphens.", "Set \"Code\" of the error, for example patient-unknown."),
  UNKNOWN_ERROR(false, "The delegate never refuses with this code, so the way would never be taken.", "Use one of the codes of the delegate."),

  // Ways, labels, drawing
  LABEL(false, "Diagrams are read by people.", "Write a label: verb first for a step, the outcome for an end."),
  GATEWAY_QUESTION(false, "Nobody could see what is decided here.", "Write the question as label of the gateway."),
  WAY_LABEL(false, "Nobody could see when this way is taken.", "Write the answer as label of the arrow."),
  WAY_CONDITION(false, "The engine would not know when to take this way.", "Set the arrow's condition, or make it the default."),
  DEFAULT_WAY(false, "A case that fits no condition would stop with an error.", "Make one way the default (spanner icon of the arrow)."),
  LOOSE_ARROW(false, "The arrow is not tied to both of its ends.", "Draw the arrow again in Modeler."),
  GENERATED_ID(false, "Reports and tests name steps by their ids.", "Set the id to what the label says, for example callPatient."),
  NO_ID(false, "Without an id the engine makes up a new one with every release.", "Set an id."),
  NOT_DRAWN(false, "What is not drawn runs all the same, and nobody sees it.", "Draw it again in Modeler."),

  // Tables
  TABLE_LANGUAGE(true, "Every other language is a script, which can do anything the program can do.", "Write the cell in FEEL and delete the language."),
  FEEL_JAVA(true, "From there an expression reaches classes of the program.", "Use FEEL's own functions and the data of the case only."),
  FEEL_SYNTAX(false, "The engine cannot read the expression.", "Correct it: texts in double quotes, brackets in pairs, FEEL's own functions."),
  TABLE_LOGIC(false, "The engine runs decision tables and literal expressions only.", "Draw it as a table or a literal expression."),
  HIT_POLICY(false, "The engine does not have this hit policy.", "Choose Unique, Any, First, Rule order or Collect."),
  AGGREGATION(false, "Only Collect over one output can be summed up.", "Delete the aggregation, or use hit policy Collect with one output."),
  NO_COLUMN(false, "A table without inputs or outputs decides nothing.", "Add the column."),
  TYPE_MISSING(false, "Without a type \"7\" and 7 are different, and forms send both.", "Choose the type in the column's header."),
  DEFAULT_RULE(false, "A case that fits no row would get no answer and stop.", "Add a last row with empty conditions."),
  DECISION_TWICE(false, "Only one of them would be found.", "Give one of the two another id."),

  // Forms
  FORM_ACTIVE(true, "It runs foreign code or pages in the user's browser.", "Delete the field; use text instead."),
  FORM_LINK(true, "The browser would tell another host about the patient's page.", "Delete the link or picture; write the address as plain words."),
  FORM_HTML(true, "HTML in a text can carry code into the user's browser.", "Write plain text or Markdown."),
  FORM_COMPONENT(false, "Tasklist cannot show it.", "Use another field; files are linked by their record's id."),
  FORM_VERSION(false, "Tasklist shows forms up to schema version 16.", "Save the form in Modeler for Camunda Platform 7.24."),
  FORM_KEY_TWICE(false, "Two fields would write the same value.", "Give each field a key of its own."),
  FORM_KEY_NAME(false, "The key is the variable's name.", "Use a camelCase word, for example contactOutcome."),
  FORM_LABEL(false, "Nobody would know what to fill in.", "Write a label."),
  FORM_LIST_FOLDS(false, "Rows that the list folds away are not sent with the form: they would be lost without a word.",
      "Tick \"Disable collapse\" in the properties of the list."),
  PATIENT_PAGE(false, "No link would lead a patient to this form.",
      "Give the text patientIntro, on the form's first level, the property patientPage: screening, consent or plan."),
  PATIENT_WORDS(false, "A patient who reads Spanish, or English, would not understand the page.",
      "Add the property named, with the words as a patient should read them."),
  PATIENT_CHOICES(false, "A patient who reads Spanish could not choose.",
      "Add the property es.values with every value: value=words|value=words."),
  PATIENT_FIELD(false, "A patient's page cannot show it.",
      "Use a plain field with its own choices, or give it the property staffOnly with the value yes."),
  PATIENT_STAFF(false, "A patient might be shown what is for the care team, or the other way round.", "Set staffOnly to yes, or delete it."),
  PATIENT_HELP(false, "Help for somebody in a crisis would never be shown.", "Write the condition in FEEL with = before it, for example =phq9Item9 > 0."),

  // The set
  SIGNAL_UNHEARD(false, "Nobody would hear the signal, and what it calls for would not happen.",
      "Catch it in a diagram with an event whose signal has the same name, or delete what throws it."),
  SIGNAL_SILENT(false, "No diagram throws the signal, so what waits for it would never begin.",
      "Throw it in a diagram with an event whose signal has the same name, or delete the event that waits."),
  UNUSED(false, "What nothing uses is no longer maintained.", "Use it in a diagram, or delete the file.");

  private final boolean unsafe;
  private final String why;
  private final String remedy;

  Rule(boolean unsafe, String why, String remedy) {
    this.unsafe = unsafe;
    this.why = why;
    this.remedy = remedy;
  }

  boolean unsafe() {
    return unsafe;
  }

  String why() {
    return why;
  }

  String remedy() {
    return remedy;
  }
}
