import './mantine.css'
import './page.css'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Router } from 'wouter'
import { useHashLocation } from './hash-location.ts'
import { isPassing } from './is-passing.ts'
import { SessionProvider } from './session.tsx'
import { cssVariables, theme } from './theme.ts'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
      retryDelay: (failures) => 400 * 2 ** failures,
      // A browser that takes itself for offline would leave questions open; a gateway on the same machine answers all the same.
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    mutations: { networkMode: 'always' },
  },
})

type Props = { storageName: string; holderOf: (token: string) => string | undefined; children: ReactNode }

/** Everything that both consoles stand on. Addresses are hashes, so any static host will do. */
export const Providers = ({ storageName, holderOf, children }: Props) => (
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
    <QueryClientProvider client={queries}>
      <SessionProvider storageName={storageName} holderOf={holderOf}>
        <Router hook={useHashLocation}>{children}</Router>
      </SessionProvider>
    </QueryClientProvider>
  </MantineProvider>
)
