import type { Summary } from '../shared/answers.ts'
import { headStart } from '../shared/head-start.ts'
import { overviewQuestions } from './overview-questions.ts'
import { hasRole } from './roles.ts'
import { SCREENS } from './screens.ts'
import { STORAGE_NAME } from './storage-name.ts'

headStart(STORAGE_NAME, (path, search) => ({
  code: [() => import('./signed-in.tsx'), SCREENS[path]],
  // Who is signed in: no screen begins before that is known.
  answers: [['user-summary', {}]],
  after: async (first) => {
    if (path !== '/' || search !== '') return []
    // The types of answers are the gateway's own (answers.ts), of the same build.
    const { key } = (await first.json()) as Summary
    const { summary, billing } = overviewQuestions(undefined, hasRole(key.role, 'admin') ? 'customer' : 'key')
    return hasRole(key.role, 'admin') ? [summary, billing] : [summary]
  },
}))
