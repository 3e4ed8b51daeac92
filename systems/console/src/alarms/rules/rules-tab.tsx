import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { alarmRulesQuery } from '../../api/alarm-queries.ts'
import type { AlarmRule } from '../../api/resources.ts'
import { severities } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Segmented } from '../../kit/form/segmented.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { SearchBox } from '../../kit/list/search-box.tsx'
import { SeverityMark } from '../../kit/mark.tsx'
import { Empty } from '../../kit/states.tsx'
import { actions, type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { useNaming } from '../naming.ts'
import { RuleDialog } from './rule-dialog.tsx'
import { Silences } from './silences.tsx'

/** Which events become alarms, and what raises none for a while. */
export default function RulesTab() {
  const t = useText()
  const naming = useNaming()
  const mayChange = useMay('administrator')
  const rules = useQuery(alarmRulesQuery)
  const [which, show] = useState<'raises' | 'changed' | 'all'>('raises')
  const [search, find] = useState('')
  const [edited, edit] = useState<AlarmRule | null>(null)
  const columns: Column<AlarmRule>[] = [
    words(t('event.name'), ({ kind }) => naming.alarm(kind)),
    words(t('event.severity'), ({ severity }) => t(`severity.${severity}`), {
      order: ({ severity }) => severities.indexOf(severity),
      cell: ({ severity }) => (
        <span className="flex items-center gap-2">
          <SeverityMark severity={severity} />
          {t(`severity.${severity}`)}
        </span>
      ),
    }),
    words(t('rules.raises'), ({ raises }) => t(raises ? 'rules.yes' : 'rules.no')),
    words(
      t('rules.at-end'),
      ({ ends, closesItself }) => (ends ? t(closesItself ? 'rules.closes' : 'rules.marks') : null),
      { isMinor: true },
    ),
    words(t('rules.changed-by'), ({ changedBy }) => changedBy, { isMinor: true }),
    ...(mayChange
      ? [
          actions<AlarmRule>(t('common.actions'), rule => (
            <Button look="quiet" onPress={() => edit(rule)}>
              {t('common.edit')}
            </Button>
          )),
        ]
      : []),
  ]
  const wanted = ({ kind, raises, changedBy }: AlarmRule) =>
    (which === 'all' || (which === 'raises' ? raises : changedBy !== null)) &&
    naming.alarm(kind).toLowerCase().includes(search.toLowerCase())
  const source = whole({
    ...rules,
    data: rules.data && { items: rules.data.items.filter(wanted) },
  })
  return (
    <div className="flex flex-col gap-6">
      <Silences />
      <div>
        <List
          source={source}
          failed={t('rules.failed')}
          empty={<Empty title={t('rules.none')} />}
          bar={
            <>
              <SearchBox
                label={t('rules.search')}
                placeholder={t('rules.search')}
                value={search}
                onSearch={find}
              />
              <Segmented
                label={t('rules.show')}
                options={(['raises', 'changed', 'all'] as const).map(key => ({
                  key,
                  name: t(`rules.show.${key}`),
                }))}
                value={which}
                onChange={show}
              />
            </>
          }
        >
          {shown => (
            <Table
              label={t('alarms.tab.rules')}
              columns={columns}
              rows={shown}
              keyOf={({ kind }) => kind}
              file="alarm-rules"
            />
          )}
        </List>
      </div>
      {edited && <RuleDialog rule={edited} onClose={() => edit(null)} />}
    </div>
  )
}
