import { Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { FieldErrors } from '../../../shared/field-errors.ts'
import type { PolicyDraft, PolicyField } from './policy-draft.ts'

export type PolicyPart = {
  draft: PolicyDraft
  change: (changed: Partial<PolicyDraft>) => void
  errors: FieldErrors<PolicyField>
}

/** Inputs that belong together. */
export const PolicySection = ({ title, children }: { title: string; children: ReactNode }) => (
  <Stack gap="sm">
    <Title order={2} size="h5">
      {title}
    </Title>
    {children}
  </Stack>
)
