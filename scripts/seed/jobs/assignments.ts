/** What a program has jobs do: what it asks, and what answers are made of. `#` is a number. */
export type Assignment = {
  asks: readonly string[]
  title: string
  headings: readonly string[]
  says: readonly string[]
}

const SUPPORT: Assignment = {
  asks: [
    'Summarise the conversations of the last seven days. Name the three most frequent causes, each with two examples.',
    'Write answers to the attached questions about deliveries, in the tone of our style guide.',
  ],
  title: 'Conversations of the week',
  headings: ['What customers wrote about', 'Late deliveries', 'Sign-in', 'Invoices', 'What to change'],
  says: [
    '# of the conversations were about deliveries that came later than announced.',
    'Most of them ended with the second answer; # were handed to a person.',
    'Customers who had been told a day were content, even when the day was late.',
    'The help page on returns is linked in # answers, and opened in about half of them.',
    'After the update of Tuesday, # people could not sign in on older telephones.',
    'Invoices were asked for # times, mostly by companies that had changed their address.',
    'A note in the order confirmation would have made about # of these conversations needless.',
    'The median time until the first answer was # minutes.',
  ],
}

const REVIEW: Assignment = {
  asks: [
    'Review the whole branch against main. List what would break, then what is hard to read, each with file and line.',
    'Propose how to split this module into parts that can be tested on their own.',
  ],
  title: 'Review of the branch',
  headings: ['Would break', 'Races', 'Hard to read', 'Tests', 'Smaller things'],
  says: [
    '`orders/import.ts:#` reads the file twice; the second time it is empty on a slow disk.',
    'The retry in line # has no limit, so that a wrong address is asked for ever.',
    'Two workers may take the same row between lines # and the update that follows.',
    'The name `data` stands for four different things within # lines.',
    'There is no test for a page that has no rows; line # would throw.',
    'A transaction is open while the mail is sent, for up to # seconds.',
    'The comment above line # describes what the code did before the last change.',
    'The new index makes the one on line # of the migration needless.',
  ],
}

const RESEARCH: Assignment = {
  asks: [
    'Compare how the five largest suppliers price returns. Write a report of two pages with a table of the differences.',
    'Which regulations apply to the storage of call recordings in our markets? Give a summary for each country.',
  ],
  title: 'Report',
  headings: ['In short', 'Method', 'Findings', 'Differences', 'Open questions'],
  says: [
    'Four of five suppliers take returns within # days; one asks for a reason first.',
    'The published terms differ from what the contracts say in # places.',
    'Prices were compared on the same day, without discounts that need a call.',
    'The cheapest offer is # percent below the median, but excludes islands.',
    'Two sources contradict each other on the period; the later one was taken.',
    'For # of the questions there is no public answer; they are listed at the end.',
    'The change that is planned for next year would affect about # percent of the volume.',
    'A supplier that was left out in the first round meets all conditions.',
  ],
}

const INTAKE: Assignment = {
  asks: [
    'Read the attached delivery notes and list number, date, sender and total weight of each as a table.',
    'Find every deadline in this contract, with the clause that it comes from.',
  ],
  title: 'Extracted records',
  headings: ['Complete', 'To be checked', 'Not legible'],
  says: [
    'Note #: four positions, total weight 1,240 kg, signed.',
    'Note #: two positions, total weight 310 kg, the date is hand-written.',
    'Note #: the sender’s stamp covers the number; the last digit is a guess.',
    'Clause #: notice is to be given three months before the end of a year.',
    'Clause #: payment within thirty days of the delivery, two percent within ten.',
    'Note # is a copy of one that was read before, and was left out.',
    'Clause # refers to an annex that was not attached.',
  ],
}

const WRITING: Assignment = {
  asks: [
    'Draft the newsletter for November from these notes: friendly, no superlatives, about 600 words.',
    'Turn the transcript into minutes with decisions, owners and dates.',
  ],
  title: 'Draft',
  headings: ['Dear readers', 'What is new', 'From the workshop', 'Dates', 'Until next time'],
  says: [
    'This month we finished what many of you had asked for: orders can be changed for # minutes.',
    'The new cellar is dry, the shelves are up, and # boxes have moved in.',
    'Maria has written down how a jar gets its label, and what can go wrong on the way.',
    'On the #th we open at noon, because of the inventory.',
    'Whoever brings five empty jars gets the sixth filled; # of you did so in October.',
    'The course in the evening still has # places.',
    'We were asked why the honey is darker this year: it rained in June.',
    'Letters are answered within # days, and gladly.',
  ],
}

const DIGEST: Assignment = {
  asks: [
    'Summarise yesterday’s tickets and logs for the morning meeting. Start with what needs a decision.',
    'Group the attached feedback by theme, with counts and one quotation per theme.',
  ],
  title: 'Digest of the night',
  headings: ['Needs a decision', 'Running', 'Done', 'Numbers', 'Worth knowing'],
  says: [
    'The import of the price list stopped at row #; it can be resumed, or begun anew.',
    '# tickets were opened and # were closed, none of them urgent.',
    'The disk of the second machine is # percent full and grows by one percent a day.',
    'The backup took # minutes longer than usual, without errors.',
    'Three customers wrote about the same wording on the payment page.',
    'The certificate of the staging site ends in # days.',
    'Errors of the search fell to # after the index had been rebuilt.',
    'The supplier has moved its maintenance window to the #th.',
  ],
}

export const ASSIGNMENTS: Readonly<Record<string, Assignment>> = {
  'support-desk': SUPPORT,
  'code-review': REVIEW,
  'research-agent': RESEARCH,
  'document-intake': INTAKE,
  'writing-helper': WRITING,
  'nightly-digest': DIGEST,
}

/** Of somebody who tries things out by hand. */
export const ANY_ASSIGNMENT = WRITING
