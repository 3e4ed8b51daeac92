import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { deskSummaryQuery } from '../../api/alarm-queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'

/** The desk at a glance. */
export function DeskFigures() {
  const t = useText()
  const format = useFormat()
  const { data } = useQuery(deskSummaryQuery)
  if (data === undefined) return null
  const { withoutSupply } = data
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Linked name={t('alarms.unacknowledged')} href="/alarms?view=new">
        {format.count(data.unacknowledged)}
      </Linked>
      <Fact name={t('alarms.incidents')}>{format.count(data.incidents)}</Fact>
      <Fact name={t('alarms.without-supply')}>
        <span className={withoutSupply > 0 ? 'font-semibold text-critical' : ''}>
          {format.count(withoutSupply)}
        </span>
      </Fact>
      <Fact name={t('alarms.last-hour')} isMinor>
        {format.count(data.lastHour)}
      </Fact>
    </dl>
  )
}

function Linked({ name, href, children }: { name: string; href: string; children: ReactNode }) {
  return (
    <Fact name={name}>
      <Link href={href} className="link">
        {children}
      </Link>
    </Fact>
  )
}
