import { Paper, Stack, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Model } from '../../../shared/answers.ts'
import { Money } from '../../../shared/money.tsx'
import { sumUsd } from '../../../shared/sum-usd.ts'
import { messagesOf, type Settings, type Turn } from './conversation.ts'
import type { Running } from './conversation-store.ts'
import { AnswerView } from './answer-view.tsx'
import { RunningView } from './running-view.tsx'
import { Said } from './said.tsx'

type Props = {
  turns: readonly Turn[]
  running: Running | undefined
  model: Model
  system: string
  /** Asks the last question once more. */
  again: (settings?: Partial<Settings>) => void
}

/** What is above and below it has to stay in sight too, so that somebody can write on. */
const HEIGHT = { base: 'calc(100dvh - 400px)', md: 'calc(100dvh - 330px)' }

/** What was said so far; the end of it stays in sight. */
export const Talk = ({ turns, running, model, system, again }: Props) => {
  const log = useRef<HTMLDivElement>(null)
  const length = running?.text.length ?? 0
  useEffect(() => {
    scrollDown(log.current)
  }, [turns])
  useEffect(() => {
    // Whoever reads further up is left there.
    if (isNearEnd(log.current)) scrollDown(log.current)
  }, [length])
  const bills = turns.flatMap(({ answer }) => (answer?.bill === undefined ? [] : [answer.bill.usage.cost_usd]))
  return (
    <Stack gap={4}>
      <Paper
        withBorder
        p="md"
        ref={log}
        role="log"
        aria-label="Conversation"
        tabIndex={0}
        h={HEIGHT}
        mih={160}
        style={{ overflowY: 'auto' }}
      >
        {turns.length === 0 ? (
          <Text c="dimmed" size="sm">
            Nothing was said yet. Write a message below; what the answer costs is counted while it comes.
          </Text>
        ) : (
          <Stack gap="lg">
            {turns.map((turn, index) => (
              <Stack key={turn.id} gap="sm">
                <Said text={turn.question} />
                {turn.answer !== undefined && (
                  <AnswerView
                    answer={turn.answer}
                    model={turn.model}
                    again={index === turns.length - 1 ? again : undefined}
                  />
                )}
                {turn.answer === undefined && running !== undefined && (
                  <RunningView running={running} model={model} characters={charactersOf(turns, system)} />
                )}
              </Stack>
            ))}
          </Stack>
        )}
      </Paper>
      {bills.length > 1 && (
        <Text size="sm" c="dimmed" component="div">
          This conversation so far: <Money usd={sumUsd(bills)} />
        </Text>
      )}
    </Stack>
  )
}

const charactersOf = (turns: readonly Turn[], system: string): number =>
  messagesOf(turns).reduce((sum, { content }) => sum + content.length, system.length)

const scrollDown = (log: HTMLElement | null): void => {
  // New browsers return a promise here.
  log?.scrollTo({ top: log.scrollHeight })
}

const isNearEnd = (log: HTMLElement | null): boolean =>
  log !== null && log.scrollHeight - log.scrollTop - log.clientHeight < 80
