import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf } from '../../api/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { ShareBar } from '../../kit/figures.tsx'
import { Button } from '../../kit/form/button.tsx'
import { Segmented } from '../../kit/form/segmented.tsx'
import { List, totalOf } from '../../kit/list/list.tsx'
import { SearchBox } from '../../kit/list/search-box.tsx'
import { Page } from '../../kit/page/page.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { type Device, platform } from '../api/client.ts'
import { devicesQuery } from '../api/queries.ts'
import { AdmitDialog } from './admit-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'

type Order = 'name' | 'rate'

/** Devices with their success: all, the own ones, or pseudonyms, as the role may see. */
export default function DevicesRoom() {
  const t = useText()
  const format = useFormat()
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState<Order>('rate')
  const [sheet, setSheet] = useState<'admit' | 'import' | null>(null)
  const devices = useInfiniteQuery(devicesQuery(search, order))
  const isMember = useMay('vendor')
  const mayChange = useMay('operator') || isMember
  const columns: Column<Device>[] = [
    words(t('campaign.device'), ({ id }) => id, {
      className: 'font-mono text-label',
      cell: ({ id }) => (
        <Link href={`/devices/${encodeURIComponent(id)}`} className="link">
          {id}
        </Link>
      ),
    }),
    words(t('campaign.by.model'), ({ maker, model }) => `${maker} ${model}`),
    words(
      t('campaign.firmware'),
      ({ firmware, tested }) => (tested ? firmware : t('campaign.untested', { firmware })),
      { isMinor: true },
    ),
    words(t('campaign.by.province'), ({ points }) => points.map(({ province }) => province).join(' '), {
      isMinor: true,
    }),
    figures(t('campaign.days'), ({ days }) => days, format.count, { isMinor: true }),
    figures(t('campaign.void'), ({ voidDays }) => voidDays, format.count, { isMinor: true }),
    figures(
      t('campaign.success'),
      ({ rate }) => rate,
      rate => <ShareBar share={Math.min(1, rate)} />,
    ),
  ]
  const importCsv = (csv: string) => answerOf(platform.POST('/api/v1/counter-imports', { body: { csv } }))
  return (
    <Page
      title={t('campaign.room.devices')}
      aside={
        mayChange && (
          <span className="flex gap-2">
            <Button onPress={() => setSheet('import')}>{t('campaign.import')}</Button>
            <Button look="primary" onPress={() => setSheet('admit')}>
              {t('campaign.admit')}
            </Button>
          </span>
        )
      }
    >
      <List
        source={devices}
        failed={t('campaign.failed')}
        empty={<Empty title={t('campaign.no-devices')}>{t('campaign.no-devices.next')}</Empty>}
        more={t('campaign.more')}
        bar={
          <>
            <SearchBox
              label={t('campaign.search')}
              placeholder={t('campaign.search')}
              value={search}
              onSearch={setSearch}
            />
            <Segmented
              label={t('campaign.order')}
              options={[
                { key: 'rate', name: t('campaign.order.rate') },
                { key: 'name', name: t('campaign.order.name') },
              ]}
              value={order}
              onChange={setOrder}
            />
            <span className="label">{t('campaign.count', { count: totalOf(devices) })}</span>
          </>
        }
      >
        {(rows, isPartial) => (
          <Table
            label={t('campaign.room.devices')}
            columns={columns}
            rows={rows}
            keyOf={({ id }) => id}
            isPartial={isPartial}
            file="devices"
          />
        )}
      </List>
      {sheet === 'admit' && <AdmitDialog onClose={() => setSheet(null)} />}
      {sheet === 'import' && <ImportDialog onImport={importCsv} onClose={() => setSheet(null)} />}
    </Page>
  )
}
