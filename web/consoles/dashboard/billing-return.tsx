import { Alert } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { gatewayBase } from '../shared/base.ts'

/** How a payer comes back from Stripe: `dashboard.html?billing=success`. */
const outcomeOf = (search: string): 'success' | 'cancel' | undefined => {
  const outcome = new URLSearchParams(search).get('billing')
  return outcome === 'success' || outcome === 'cancel' ? outcome : undefined
}

/** Stripe tells the gateway by itself, often a moment after the payer is back. */
const LOOK_AGAIN_MS = [3_000, 8_000, 20_000]

/** Says how a payment went, on the billing screen; above all others only until it is closed. */
export const BillingReturn = () => {
  const [outcome, setOutcome] = useState(() => outcomeOf(window.location.search))
  const [, navigate] = useLocation()
  const queries = useQueryClient()

  useEffect(() => {
    if (outcomeOf(window.location.search) === undefined) return
    // Said once: a reload, or a bookmark, is no payment.
    window.history.replaceState(null, '', window.location.pathname + window.location.hash)
    navigate('/billing')
  }, [navigate])

  useEffect(() => {
    if (outcome !== 'success') return
    const timers = LOOK_AGAIN_MS.map((pause) =>
      setTimeout(() => {
        for (const name of ['user-billing', 'user-summary']) {
          // Its failure is for the screen that shows the answer.
          queries.invalidateQueries({ queryKey: [gatewayBase(), name] }).catch(() => undefined)
        }
      }, pause),
    )
    return () => timers.forEach(clearTimeout)
  }, [outcome, queries])

  if (outcome === undefined) return null
  const notice = NOTICES[outcome]
  return (
    <Alert
      color={notice.color}
      title={notice.title}
      mb="lg"
      role="status"
      withCloseButton
      closeButtonLabel="Close the notice"
      onClose={() => setOutcome(undefined)}
    >
      {notice.text}
    </Alert>
  )
}

const NOTICES = {
  success: {
    color: 'teal',
    title: 'The payment went through',
    text: 'The credit is added as soon as Stripe has told the gateway, usually within seconds.',
  },
  cancel: { color: 'yellow', title: 'The payment was not made', text: 'Nothing was charged.' },
} as const
