import { createRoot } from 'react-dom/client'
import { Providers } from '../shared/providers.tsx'
import { App } from './app.tsx'
import { keyOfSession } from './key-of-session.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <Providers storageName="KAIXU_USER_SESSION" holderOf={keyOfSession}>
    <App />
  </Providers>,
)
