import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SharedData } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Select } from '../kit/form/select.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Icon } from '../kit/icon.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Section } from '../kit/page/section.tsx'
import { Empty } from '../kit/states.tsx'
import { DayBars } from './day-bars.tsx'
import { daysBefore } from './days.ts'
import { sharedQuery } from './queries.ts'

/** Each usage point whose data the person may see. */
export function OwnData() {
  const t = useText()
  return (
    <List
      source={whole(useQuery(sharedQuery))}
      failed={t('customers.failed')}
      empty={<Empty title={t('customers.none')}>{t('customers.none.next')}</Empty>}
    >
      {shown => shown.map(shared => <UsagePoint key={shared.id} shared={shared} />)}
    </List>
  )
}

function UsagePoint({ shared }: { shared: SharedData }) {
  const t = useText()
  const format = useFormat()
  const { id, usagePoint, endDevices, from, to, scopes } = shared
  const last = to ?? daysBefore(0)
  const [range, setRange] = useState({ from: from > daysBefore(13) ? from : daysBefore(13), to: last })
  const [meter, setMeter] = useState(endDevices[0] ?? '')
  const query = { endDevice: meter, ...range }
  const href = (kind: string) => `/api/v1/shared-data/${id}/${kind}?${new URLSearchParams(query)}`
  return (
    <Section
      title={usagePoint}
      aside={
        <span className="label">
          {to === null
            ? t('customers.since', { day: format.dayWithYear(from) })
            : t('customers.between', { from: format.dayWithYear(from), to: format.dayWithYear(to) })}
        </span>
      }
    >
      <div className="flex flex-wrap items-end gap-3">
        {endDevices.length > 1 && (
          <Select
            label={t('meter.serial')}
            options={endDevices.map(name => ({ key: name, name }))}
            value={meter}
            onChange={setMeter}
          />
        )}
        <TextField
          label={t('customers.from')}
          type="date"
          value={range.from}
          onChange={day => setRange({ ...range, from: day })}
        />
        <TextField
          label={t('customers.to')}
          type="date"
          value={range.to}
          onChange={day => setRange({ ...range, to: day })}
        />
        {scopes.includes('interval-data') &&
          (['csv', 'green-button'] as const).map(kind => (
            <a key={kind} href={href(kind)} download className="link flex h-8 items-center gap-1.5 text-form">
              <Icon name="read" />
              {t(`customers.export.${kind}`)}
            </a>
          ))}
      </div>
      {scopes.includes('daily-energy') && <DayBars id={id} query={query} />}
    </Section>
  )
}
