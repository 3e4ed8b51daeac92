import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { objectsQuery, readObjects } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useObjectName } from '../../i18n/use-object-name.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { inputClasses } from '../../kit/form/text-field.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { useNow } from '../../kit/use-now.ts'
import { useMay } from '../../session/session.ts'
import { ObjectRow } from './object-row.tsx'
import { PushLists } from './push-lists.tsx'

/** The COSEM objects that the meter shows to the head-end, as its association lists them. */
export function ObjectsTab({ serial, timeZone }: { serial: string; timeZone: string }) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const mayRead = useMay('operator')
  const queries = useQueryClient()
  const objects = useQuery(objectsQuery(serial))
  const refresh = useMutation({
    mutationFn: () => readObjects(serial, { refresh: true }),
    onSuccess: list => queries.setQueryData(objectsQuery(serial).queryKey, list),
  })
  const [typed, setTyped] = useState('')
  const nameOf = useObjectName()

  const wanted = typed.trim().toLowerCase()
  const items = objects.data?.items ?? []
  const shown = items.filter(object =>
    `${object.obis} ${nameOf(object)} ${object.className}`.toLowerCase().includes(wanted),
  )
  const error = refresh.error ?? objects.error
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <SearchField
          aria-label={t('objects.search')}
          value={typed}
          onChange={setTyped}
          className="w-72 max-tablet:w-full"
        >
          <Input placeholder={t('objects.search')} className={inputClasses} />
        </SearchField>
        {objects.data && (
          <p role="status" className="text-ink-2" title={format.stamp(timeZone, objects.data.readAt)}>
            {t('objects.count', {
              shown: shown.length,
              total: items.length,
              ago: format.relative(objects.data.readAt, now),
            })}
          </p>
        )}
        {mayRead && objects.data && (
          <Button className="ml-auto" isPending={refresh.isPending} onPress={() => refresh.mutate()}>
            <Icon name="refresh" />
            {t(refresh.isPending ? 'meter.reading' : 'objects.refresh')}
          </Button>
        )}
      </div>
      {error && (
        <div className="mb-3">
          <Failure
            what={t('objects.failed')}
            error={error}
            onRetry={() => (refresh.error ? refresh.mutate() : void objects.refetch())}
          />
        </div>
      )}
      {objects.isPending && (
        <>
          <p className="mb-4 text-ink-2">{t('objects.first-time')}</p>
          <Skeleton lines={10} />
        </>
      )}
      {shown.length > 0 && (
        <ul className="panel divide-y divide-line">
          {shown.map(object => (
            <ObjectRow key={`${object.classId} ${object.obis}`} object={object} />
          ))}
        </ul>
      )}
      <PushLists serial={serial} />
    </>
  )
}
