import { Link } from 'wouter'
import { deviceStates, type Summary } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { StateMark } from '../kit/mark.tsx'
import { Section } from '../kit/page/section.tsx'

/** Meters by state, each count a list. */
export function StatesPanel({ states }: { states: Summary['states'] }) {
  const t = useText()
  const format = useFormat()
  const total = deviceStates.reduce((sum, state) => sum + states[state], 0)
  return (
    <Section
      title={t('room.meters')}
      aside={<span className="figures text-ink-3">{format.count(total)}</span>}
    >
      <ul className="-mx-2">
        {deviceStates.map(state => (
          <li key={state}>
            <Link
              href={`/meters?state=${state}`}
              className="flex h-9 max-tablet:h-11 items-center gap-3 rounded-control px-2 hover:bg-sunken"
            >
              <StateMark state={state} />
              <span className={states[state] === 0 ? 'text-ink-3' : ''}>{t(`state.${state}`)}</span>
              <span className="min-w-0 flex-1 truncate text-right text-label text-ink-3 max-tablet:hidden">
                {states[state] > 0 && t(`state.${state}.means`)}
              </span>
              <span
                className={`figures ml-auto min-w-8 text-right text-form ${states[state] === 0 ? 'text-ink-3' : 'font-medium'}`}
              >
                {format.count(states[state])}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
