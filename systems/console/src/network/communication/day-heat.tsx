import { useFormat } from '../../i18n/use-format.ts'

interface Day {
  readonly day: string
  readonly success: number | null
}

/** Five steps of one colour, the least share first; nothing went well has the colour of trouble. */
const steps = ['bg-critical', 'bg-accent/20', 'bg-accent/40', 'bg-accent/70', 'bg-accent']

function stepOf(success: number): number {
  if (success <= 0) return 0
  if (success >= 1) return 4
  return success < 0.5 ? 1 : success < 0.9 ? 2 : 3
}

/** One square a day with sessions, oldest first; the title says the share. */
export function DayHeat({ days }: { days: readonly Day[] }) {
  const format = useFormat()
  const said = days
    .map(({ day, success }) => `${format.day(day)} ${success === null ? '–' : format.share(success)}`)
    .join(', ')
  return (
    <span role="img" aria-label={said} title={said} className="flex gap-0.5">
      {days.map(({ day, success }) => (
        <span
          key={day}
          className={`size-3 rounded-sm ${success === null ? 'bg-sunken' : steps[stepOf(success)]}`}
        />
      ))}
    </span>
  )
}
