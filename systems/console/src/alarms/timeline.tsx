import type { AlarmEntry } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import type { TextId } from '../i18n/use-text.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'

const known = {
  acknowledged: 'alarms.entry.acknowledged',
  assigned: 'alarms.entry.assigned',
  commented: 'alarms.entry.commented',
  closed: 'alarms.entry.closed',
  gone: 'alarms.entry.gone',
  'not-cleared': 'alarms.entry.not-cleared',
  opened: 'alarms.entry.opened',
  suspected: 'alarms.entry.suspected',
  active: 'alarms.entry.active',
  restoring: 'alarms.entry.restoring',
  over: 'alarms.entry.over',
  refuted: 'alarms.entry.refuted',
  withdrawn: 'alarms.entry.withdrawn',
  'took-in': 'alarms.entry.took-in',
  'taken-in': 'alarms.entry.taken-in',
  'split-off': 'alarms.entry.split-off',
} as const satisfies Record<string, TextId>

/** What happened and what was done, the oldest first. */
export function Timeline({ entries }: { entries: readonly AlarmEntry[] }) {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  if (entries.length === 0) return <p className="text-ink-2">{t('alarms.entries.none')}</p>
  return (
    <ol className="flex flex-col border-l border-line pl-4">
      {entries.map(({ at, by, action, detail }, index) => (
        <li key={`${at} ${action} ${index}`} className="relative flex flex-wrap gap-x-3 pb-2 last:pb-0">
          <span
            aria-hidden="true"
            className={`absolute top-1.5 -left-[1.3rem] size-2 rounded-full ${by === 'head-end' ? 'bg-edge' : 'bg-accent'}`}
          />
          <time dateTime={at} className="figures text-ink-3">
            {format.stamp(zone, at)}
          </time>
          <span className="font-medium">
            {action in known ? t(known[action as keyof typeof known]) : action}
          </span>
          {by !== 'head-end' && <span className="text-ink-2">{by}</span>}
          {detail !== null && <span className="basis-full text-ink-2">{detail}</span>}
        </li>
      ))}
    </ol>
  )
}
