import { createRoot } from 'react-dom/client'
import { Providers } from '../shared/providers.tsx'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <Providers storageName="KAIXU_ADMIN_TOKEN" holderOf={() => 'the operator'}>
    <App />
  </Providers>,
)
