import { useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Failure } from '../../kit/states.tsx'
import { usePerson } from '../../session/session.ts'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { ActionDialog } from './action-dialog.tsx'
import { useAct } from './use-act.ts'

interface ActionsProps {
  /** Of lines of the desk: `i12`, `a3`. */
  readonly keys: readonly string[]
  /** Whether any of them waits to be acknowledged. */
  readonly isNew?: boolean
  readonly onDone?: () => void
}

/** Buttons, and keys: e acknowledges, a takes it over, c comments, z closes. */
export function Actions({ keys, isNew = true, onDone }: ActionsProps) {
  const t = useText()
  const person = usePerson()
  const [asking, ask] = useState<'assign' | 'comment' | 'close' | null>(null)
  const act = useAct(keys, onDone)
  const acknowledge = () => act.mutate({ action: 'acknowledge' })
  const take = () => person !== undefined && act.mutate({ action: 'assign', to: person })
  useShortcuts({ e: acknowledge, a: take, c: () => ask('comment'), z: () => ask('close') })
  return (
    <>
      {isNew && (
        <Button look="primary" onPress={acknowledge} isPending={act.isPending}>
          {t('alarms.acknowledge')}
        </Button>
      )}
      <Button onPress={take}>{t('alarms.take')}</Button>
      <Button onPress={() => ask('assign')}>{t('alarms.assign')}</Button>
      <Button onPress={() => ask('comment')}>{t('alarms.comment')}</Button>
      <Button onPress={() => ask('close')}>{t('alarms.close')}</Button>
      {act.isError && <Failure what={t('alarms.action-failed')} error={act.error} />}
      {asking !== null && (
        <ActionDialog action={asking} keys={keys} onClose={() => ask(null)} onDone={onDone} />
      )}
    </>
  )
}
