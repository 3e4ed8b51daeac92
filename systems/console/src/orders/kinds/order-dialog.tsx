import { type FormEvent, useState } from 'react'
import type { ControlKind } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { kindName } from './kind-name.ts'
import { ParameterForm } from './parameter-form.tsx'
import { faultsOf, membersOf, parametersOf, type Typed } from './parameter-schema.ts'

interface OrderDialogProps {
  readonly title: string
  /** What can be ordered; of one alone there is no choice. */
  readonly kinds: readonly ControlKind[]
  readonly onOrder: (kind: string, parameters: Record<string, unknown>) => void
  readonly onClose: () => void
}

/** An order of one of these kinds, with a form made from what the kind needs. */
export function OrderDialog({ title, kinds, onOrder, onClose }: OrderDialogProps) {
  const t = useText()
  const zone = useSystemZone()
  const [only, another] = kinds
  const isChosen = only !== undefined && another === undefined
  const [kind, setKind] = useState(isChosen ? only.kind : '')
  const [typed, setTyped] = useState<Typed>({})
  const members = membersOf(kinds.find(one => one.kind === kind)?.parameters ?? {})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onOrder(kind, parametersOf(members, typed, zone))
    onClose()
  }
  return (
    <Dialog title={title} isOpen onClose={onClose} isDismissable={false}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!isChosen && (
          <Select
            label={t('activity.kind')}
            options={[
              { key: '', name: t('parameter.choose') },
              ...kinds.map(({ kind: key, title }) => ({ key, name: kindName(key, t, title) })),
            ]}
            value={kind}
            onChange={key => {
              setKind(key)
              setTyped({})
            }}
          />
        )}
        <ParameterForm members={members} typed={typed} onChange={setTyped} />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            isDisabled={kind === '' || faultsOf(members, typed).length > 0}
          >
            {t('order.give')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
