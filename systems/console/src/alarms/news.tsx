import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { newsQuery } from '../api/alarm-queries.ts'
import { type AlarmNews, type Severity, severities } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { SeverityMark } from '../kit/mark.tsx'
import { useNow } from '../kit/use-now.ts'
import { useNaming } from './naming.ts'

const storageKey = 'ferraris.alarms.seen'

/** So many are read in passing; the desk has them all. */
const mostShown = 3

/** What there is to tell the person at this browser: one line until it is opened or put away. The desk itself shows it all. */
export function News() {
  const t = useText()
  const [path] = useLocation()
  const isDesk = path === '/alarms' || path.startsWith('/alarms/')
  const [seen, setSeen] = useState(() => Number(localStorage.getItem(storageKey) ?? 0))
  const [isOpen, setOpen] = useState(false)
  const { data } = useQuery(newsQuery(seen))
  const items = (data?.items ?? []).filter(({ id }) => id > seen)
  const [latest] = items
  const putAway = () => {
    if (latest === undefined) return
    localStorage.setItem(storageKey, String(latest.id))
    setSeen(latest.id)
    setOpen(false)
  }
  useEffect(() => {
    if (isDesk) putAway()
  })
  if (latest === undefined || isDesk) return null
  return (
    <aside
      aria-label={t('news.title')}
      className={`fixed right-4 bottom-4 z-30 max-w-[calc(100vw-2rem)] rounded-panel border border-line bg-surface shadow-float max-tablet:bottom-20 ${isOpen ? 'w-80' : ''}`}
    >
      <header className="flex items-center justify-between gap-1 py-1 pr-1 pl-3">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="flex min-h-8 items-center gap-2 rounded-control px-1 font-medium hover:text-accent max-tablet:min-h-11"
        >
          <SeverityMark severity={gravest(items)} />
          <span role="status">{t('news.count', { count: items.length })}</span>
        </button>
        <Button look="quiet" square aria-label={t('news.put-away')} onPress={putAway}>
          <Icon name="close" size={12} />
        </Button>
      </header>
      {isOpen && <NewsList items={items} />}
    </aside>
  )
}

function gravest(items: readonly AlarmNews[]): Severity {
  return severities.find(severity => items.some(item => item.severity === severity)) ?? 'info'
}

function NewsList({ items }: { items: readonly AlarmNews[] }) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const naming = useNaming()
  const about = ({ endDevice, substation, what }: AlarmNews) =>
    [
      endDevice ?? substation,
      what === 'over' || what === 'restoring' || what === 'refuted' ? t(`incident.course.${what}`) : null,
    ]
      .filter(part => part !== null)
      .join(' · ')
  return (
    <>
      <ul className="border-t border-line py-1">
        {items.slice(0, mostShown).map(item => (
          <li key={item.id}>
            <Link
              href={item.incident !== null ? `/alarms/incidents/${item.incident}` : `/alarms/${item.alarm}`}
              className="flex items-center gap-2 px-4 py-1.5 hover:bg-sunken"
            >
              <SeverityMark severity={item.severity} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">
                  {item.kind === 'outage' ? t('incident.outage') : naming.alarm(item.kind)}
                </span>
                <span className="block truncate text-ink-3">{about(item)}</span>
              </span>
              <time dateTime={item.at} className="figures text-ink-3">
                {format.relative(item.at, now)}
              </time>
            </Link>
          </li>
        ))}
      </ul>
      <p className="border-t border-line px-4 py-2">
        <Link href="/alarms" className="link">
          {t('news.desk')}
        </Link>
      </p>
    </>
  )
}
