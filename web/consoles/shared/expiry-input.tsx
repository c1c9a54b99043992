import { DateTimePicker } from '@mantine/dates'
import '@mantine/dates/styles.css'
import { useId } from '@mantine/hooks'

type Props = {
  /** `YYYY-MM-DD HH:mm:ss` where the reader is; null: never. */
  value: string | null
  change: (value: string | null) => void
  error: string | undefined
}

/** When a key stops working by itself. */
export const ExpiryInput = ({ value, change, error }: Props) => {
  const id = useId()
  return (
    <DateTimePicker
      // The calendar is named by the input that opens it, and looks for it under this id.
      id={id}
      popoverProps={{ id }}
      label="Expires"
      description="Your own time. Empty: never."
      placeholder="Never"
      valueFormat="D MMM YYYY, HH:mm"
      clearable
      clearButtonProps={{ 'aria-label': 'Clear expiry' }}
      // Days of other months, and red weekends, are too faint to be read.
      hideOutsideDates
      weekendDays={[]}
      ariaLabels={{ previousMonth: 'Previous month', nextMonth: 'Next month' }}
      previousLabel="Previous"
      nextLabel="Next"
      submitButtonProps={{ 'aria-label': 'Use this time' }}
      timePickerProps={{ hoursInputLabel: 'Hours', minutesInputLabel: 'Minutes' }}
      value={value}
      onChange={change}
      error={error}
    />
  )
}
