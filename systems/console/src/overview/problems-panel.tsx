import { useState } from 'react'
import { Link } from 'wouter'
import type { Summary, SystemProblem } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { SeverityMark } from '../kit/mark.tsx'
import { Section } from '../kit/page/section.tsx'
import { useNow } from '../kit/use-now.ts'
import { extentOf } from './extent.ts'

/** So many are read at a glance; the others are a press away. */
const atAGlance = 8

/** What is wrong at this moment, as the head-end found it, the worst first. */
export function ProblemsPanel({ summary }: { summary: Summary }) {
  const t = useText()
  const format = useFormat()
  const [isWhole, setWhole] = useState(false)
  const { problems, problemsTotal, timeZone, now } = summary
  const shown = isWhole ? problems : problems.slice(0, atAGlance)
  const leftOff = problemsTotal - problems.length
  const checked = (
    <span className="figures text-ink-3">
      {t('overview.problems.checked', { time: format.clock(timeZone, now) })}
    </span>
  )
  return (
    <Section title={t('overview.problems')} aside={checked} className="desk:col-span-2">
      {problems.length === 0 && (
        <p className="flex items-center gap-2 text-form">
          <Icon name="check" />
          {t('overview.problems.none')}
        </p>
      )}
      <ul className="-mx-2 flex flex-col">
        {shown.map(problem => (
          <ProblemRow
            key={`${problem.kind} ${problem.concentrator} ${problem.endDevice} ${problem.href}`}
            problem={problem}
          />
        ))}
      </ul>
      {shown.length < problems.length && (
        <Button look="quiet" className="mt-1 -ml-3 self-start text-accent" onPress={() => setWhole(true)}>
          {t('overview.problems.more', { count: problems.length })}
        </Button>
      )}
      {isWhole && leftOff > 0 && (
        <p className="label mt-2">{t('overview.problems.left-off', { count: leftOff })}</p>
      )}
    </Section>
  )
}

/** One line on a desk: what, where, how much, since when; below it what to do. */
function ProblemRow({ problem }: { problem: SystemProblem }) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { kind, severity, since, concentrator, endDevice, count, href } = problem
  const place = endDevice ?? concentrator
  return (
    <li className="border-t border-line first:border-0">
      <Link href={href} className="flex gap-3 rounded-control px-2 py-2 hover:bg-sunken">
        <span className="mt-1">
          <SeverityMark severity={severity} />
          <span className="sr-only">{t(`severity.${severity}`)}</span>
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-medium">{t(`overview.problem.${kind}`)}</span>
            {place && <span className="font-mono text-label">{place}</span>}
            <span className="figures text-ink-2">{t(`overview.problem.${extentOf[kind]}`, { count })}</span>
          </span>
          <span className="block text-ink-2">{t(`overview.problem.${kind}.action`)}</span>
        </span>
        <time dateTime={since} className="figures shrink-0 text-right text-ink-3">
          {format.relative(since, now)}
        </time>
      </Link>
    </li>
  )
}
