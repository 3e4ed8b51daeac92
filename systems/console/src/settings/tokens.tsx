import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { tokensQuery } from '../api/queries.ts'
import type { Role, Token } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Button } from '../kit/form/button.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { OnceShown } from '../kit/sheet/once-shown.tsx'
import { Empty, Failure } from '../kit/states.tsx'
import { actions, type Column, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'
import { RoleSelect } from './role-select.tsx'

/** Tokens for programs. The head-end does not keep a token's text, so it is shown once. */
export function Tokens() {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const tokens = whole(useQuery(tokensQuery))
  const [leaving, setLeaving] = useState<Token | null>(null)
  const again = () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey })
  const remove = useMutation({
    mutationFn: (name: string) =>
      answerOf(api.DELETE('/api/v1/tokens/{name}', { params: { path: { name } } })),
    onSettled: again,
  })
  const issue = useMutation({
    mutationFn: (body: { name: string; role: Role }) => answerOf(api.POST('/api/v1/tokens', { body })),
    onSuccess: again,
  })
  const columns: Column<Token>[] = [
    words(t('tokens.name'), ({ name }) => name, { className: 'font-medium' }),
    words(t('people.role'), ({ role }) => t(`role.${role}`)),
    words(t('tokens.last-used'), ({ lastUsed }) => lastUsed && format.minute(zone, lastUsed), {
      order: ({ lastUsed }) => lastUsed,
      isMinor: true,
      className: 'figures text-ink-2',
    }),
    actions(t('common.actions'), token => (
      <Button
        look="quiet"
        aria-label={t('tokens.remove-of', { name: token.name })}
        onPress={() => setLeaving(token)}
      >
        {t('common.remove')}
      </Button>
    )),
  ]
  return (
    <div className="grid gap-8 desk:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4 self-start">
        {issue.data && (
          <OnceShown title={t('tokens.issued', { name: issue.data.name })} text={issue.data.token} />
        )}
        {remove.isError && <Failure what={t('tokens.remove-failed')} error={remove.error} />}
        <List
          source={tokens}
          failed={t('tokens.failed')}
          empty={<Empty title={t('tokens.none')}>{t('tokens.none.next')}</Empty>}
        >
          {shown => (
            <Table
              label={t('settings.tab.tokens')}
              columns={columns}
              rows={shown}
              keyOf={({ name }) => name}
            />
          )}
        </List>
      </div>
      <NewToken isPending={issue.isPending} error={issue.error} onIssue={issue.mutate} />
      {leaving && (
        <Confirm
          isOpen
          title={t('tokens.remove-of', { name: leaving.name })}
          consequence={t('tokens.remove-means')}
          action={t('common.remove')}
          onConfirm={() => remove.mutate(leaving.name)}
          onClose={() => setLeaving(null)}
        />
      )}
    </div>
  )
}

interface NewTokenProps {
  readonly isPending: boolean
  readonly error: Error | null
  readonly onIssue: (token: { readonly name: string; readonly role: Role }) => void
}

function NewToken({ isPending, error, onIssue }: NewTokenProps) {
  const t = useText()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onIssue({ name: name.trim(), role })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 self-start">
      <h2 className="font-semibold">{t('tokens.new')}</h2>
      <TextField
        label={t('tokens.name')}
        hint={t('tokens.name-hint')}
        isRequired
        value={name}
        onChange={setName}
      />
      <RoleSelect value={role} onChange={setRole} />
      {error && <Failure what={t('tokens.add-failed')} error={error} />}
      <Button type="submit" className="self-start" isPending={isPending}>
        {t('tokens.add')}
      </Button>
    </form>
  )
}
