import type { z } from 'zod'
import { textField } from './fields.ts'

/** A cursor of a list that has several orders. */
export const sortedCursor = textField(400)
  .optional()
  .meta({ description: '`next_cursor` of the page before, which had the same `sort`.' })

/** What cursors look like, by the order that they belong to. */
export type CursorShapes<Sort extends string> = Readonly<Record<Sort, RegExp>>

/** Refuses a cursor that is none, or belongs to another order: its page would begin anywhere. */
export const cursorOfSort =
  <Sort extends string>(shapes: CursorShapes<Sort>) =>
  ({ sort, cursor }: { sort: Sort; cursor?: string | undefined }, context: z.RefinementCtx): void => {
    if (cursor === undefined || shapes[sort].test(cursor)) return
    const [other] = Object.entries<RegExp>(shapes).find(([, shape]) => shape.test(cursor)) ?? []
    const message =
      other === undefined
        ? 'is not a cursor of this list'
        : `is of the list sorted by ${other}, not by ${sort}: begin again without it`
    context.addIssue({ code: 'custom', path: ['cursor'], message })
  }
