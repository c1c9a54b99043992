import { headStart } from '../shared/head-start.ts'
import { SCREENS } from './screens.ts'
import { STORAGE_NAME } from './storage-name.ts'

headStart(STORAGE_NAME, (path, search) => ({
  code: [() => import('./signed-in.tsx'), SCREENS[path]],
  answers: path === '/' && search === '' ? [['admin-overview', {}]] : [],
}))
