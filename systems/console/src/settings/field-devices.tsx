import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { fieldDevicesQuery } from '../api/queries.ts'
import type { FieldDevice } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Button } from '../kit/form/button.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Empty, Failure } from '../kit/states.tsx'
import { actions, type Column, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'

/** What a person is asked to confirm, and of which device. */
interface Question {
  readonly device: FieldDevice
  readonly what: 'approve' | 'remove'
}

/** Field devices: an order hands them keys of meters, so a person compares their keys before the first. */
export function FieldDevices() {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const devices = whole(useQuery(fieldDevicesQuery))
  const [question, setQuestion] = useState<Question | null>(null)
  const change = useMutation({
    mutationFn: ({ device: { name }, what }: Question) => {
      const params = { params: { path: { name } } }
      return what === 'approve'
        ? answerOf(api.POST('/api/v1/field-devices/{name}/approve', params))
        : answerOf(api.DELETE('/api/v1/field-devices/{name}', params))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: fieldDevicesQuery.queryKey }),
  })
  const columns: Column<FieldDevice>[] = [
    words(t('field-devices.name'), ({ name }) => name, { className: 'font-medium' }),
    words(t('field-devices.state'), ({ state }) => t(`field-devices.state.${state}`)),
    words(
      t('field-devices.registered'),
      ({ registeredAt, registeredBy }) => `${format.minute(zone, registeredAt)} · ${registeredBy}`,
      { order: ({ registeredAt }) => registeredAt, isMinor: true, className: 'figures text-ink-2' },
    ),
    words(t('field-devices.sealing'), ({ sealing }) => sealing, {
      isMinor: true,
      className: 'font-mono break-all',
    }),
    words(t('field-devices.signing'), ({ signing }) => signing, {
      isMinor: true,
      className: 'font-mono break-all',
    }),
    actions(t('common.actions'), device => (
      <span className="flex gap-2">
        {device.state === 'waiting' && (
          <Button
            look="quiet"
            aria-label={t('field-devices.approve-of', { name: device.name })}
            onPress={() => setQuestion({ device, what: 'approve' })}
          >
            {t('field-devices.approve')}
          </Button>
        )}
        <Button
          look="quiet"
          aria-label={t('field-devices.remove-of', { name: device.name })}
          onPress={() => setQuestion({ device, what: 'remove' })}
        >
          {t('common.remove')}
        </Button>
      </span>
    )),
  ]
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {change.isError && <Failure what={t('field-devices.change-failed')} error={change.error} />}
      <List
        source={devices}
        failed={t('field-devices.failed')}
        empty={<Empty title={t('field-devices.none')}>{t('field-devices.none.next')}</Empty>}
      >
        {shown => (
          <Table
            label={t('settings.tab.field-devices')}
            columns={columns}
            rows={shown}
            keyOf={({ name }) => name}
          />
        )}
      </List>
      {question && (
        <Confirm
          isOpen
          title={t(`field-devices.${question.what}-of`, { name: question.device.name })}
          consequence={t(`field-devices.${question.what}-means`)}
          look={question.what === 'approve' ? 'primary' : 'danger'}
          evidence={question.what === 'approve' && <Keys device={question.device} />}
          action={t(question.what === 'approve' ? 'field-devices.approve' : 'common.remove')}
          onConfirm={() => change.mutate(question)}
          onClose={() => setQuestion(null)}
        />
      )}
    </div>
  )
}

/** Both keys, where they are compared: a phone has no room for them in the table. */
function Keys({ device: { sealing, signing } }: { device: FieldDevice }) {
  const t = useText()
  return (
    <dl className="mt-3 flex flex-col gap-2">
      {[
        [t('field-devices.sealing'), sealing],
        [t('field-devices.signing'), signing],
      ].map(([name, key]) => (
        <div key={name}>
          <dt className="label">{name}</dt>
          <dd className="font-mono text-form break-all">{key}</dd>
        </div>
      ))}
    </dl>
  )
}
