import { Screen } from '../../shared/screen.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { JobList } from './jobs/job-list.tsx'

/** Long calls that run in the background, of everybody. */
const Jobs = () => {
  const { isSettled } = useChosenCustomer()
  return (
    <Screen title="Jobs" lead="Calls that run in the background. The list refreshes by itself.">
      {isSettled && <JobList />}
    </Screen>
  )
}

export default Jobs
