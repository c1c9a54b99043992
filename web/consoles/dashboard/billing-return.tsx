import { Alert } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { Billing } from '../shared/answers.ts'
import { gatewayBase } from '../shared/base.ts'
import { dollarsOfCents } from '../shared/format.ts'
import { Instant } from '../shared/instant.tsx'
import { useAnswer } from '../shared/use-answer.ts'
import { useHasRole } from './use-me.ts'

/** How a payer comes back from Stripe: `dashboard.html?billing=success`. */
const outcomeOf = (search: string): 'success' | 'cancel' | undefined => {
  const outcome = new URLSearchParams(search).get('billing')
  return outcome === 'success' || outcome === 'cancel' ? outcome : undefined
}

/** Stripe tells the gateway by itself, often a moment after the payer is back. */
const LOOK_AGAIN_MS = [3_000, 8_000, 20_000]

/** Receives whoever comes back from Stripe, on the billing screen; above all others only until it is closed. */
export const BillingReturn = () => {
  const [outcome, setOutcome] = useState(() => outcomeOf(window.location.search))
  const [, navigate] = useLocation()
  const queries = useQueryClient()

  useEffect(() => {
    if (outcomeOf(window.location.search) === undefined) return
    // Said once: a reload, or a bookmark, is no return.
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
  return (
    <Alert
      color={outcome === 'success' ? 'blue' : 'yellow'}
      title="You are back from Stripe"
      mb="lg"
      role="status"
      withCloseButton
      closeButtonLabel="Close the notice"
      onClose={() => setOutcome(undefined)}
    >
      {outcome === 'success' ? <Paid /> : 'You left its page without paying. Nothing is charged for that.'}
    </Alert>
  )
}

/** The address that one came back by proves nothing: anybody can type it. What was credited, the gateway knows. */
const Paid = () => {
  const mayLook = useHasRole('admin')
  const { data } = useAnswer<Billing>('user-billing', { limit: 25 }, { enabled: mayLook })
  const last = data?.topups.find(({ source }) => source === 'stripe')
  return (
    <>
      What you paid there is credited as soon as Stripe has told this gateway, usually within seconds.{' '}
      {last !== undefined && (
        <>
          Credited last by card: {dollarsOfCents(last.amount_cents)},{' '}
          <Instant at={last.created_at} precision="second" />.
        </>
      )}
      {data !== undefined && last === undefined && 'So far no payment by card was credited.'}
    </>
  )
}
