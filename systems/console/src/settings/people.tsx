import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { usersQuery } from '../api/queries.ts'
import type { User } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Button } from '../kit/form/button.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Failure } from '../kit/states.tsx'
import { actions, type Column, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'
import { sessionQuery } from '../session/session.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { RoleSelect } from './role-select.tsx'

/** Local accounts. The account signed in with cannot be removed. */
export function People() {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const { data: me } = useQuery(sessionQuery)
  const users = whole(useQuery(usersQuery))
  const [leaving, setLeaving] = useState<User | null>(null)
  const [changing, setChanging] = useState<User | null>(null)
  const remove = useMutation({
    mutationFn: (username: string) =>
      answerOf(api.DELETE('/api/v1/users/{username}', { params: { path: { username } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
  })
  const columns: Column<User>[] = [
    words(t('people.name'), ({ username }) => username, { className: 'font-medium' }),
    words(t('people.role'), ({ role }) => t(`role.${role}`)),
    words(t('people.last-sign-in'), ({ lastSignIn }) => lastSignIn && format.minute(zone, lastSignIn), {
      order: ({ lastSignIn }) => lastSignIn,
      isMinor: true,
      className: 'figures text-ink-2',
    }),
    actions(t('common.actions'), user => (
      <>
        <Button look="quiet" aria-label={t('people.password-of', user)} onPress={() => setChanging(user)}>
          {t('people.password')}
        </Button>
        <Button
          look="quiet"
          aria-label={t('people.remove-of', user)}
          isDisabled={user.username === me?.username}
          onPress={() => setLeaving(user)}
        >
          {t('common.remove')}
        </Button>
      </>
    )),
  ]
  return (
    <div className="grid gap-8 desk:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0 self-start">
        {remove.isError && <Failure what={t('people.remove-failed')} error={remove.error} />}
        <List source={users} failed={t('people.failed')} empty={null}>
          {shown => (
            <Table
              label={t('settings.tab.people')}
              columns={columns}
              rows={shown}
              keyOf={({ username }) => username}
            />
          )}
        </List>
      </div>
      <NewPerson />
      {leaving && (
        <Confirm
          isOpen
          title={t('people.remove-of', leaving)}
          consequence={t('people.remove-means')}
          action={t('common.remove')}
          onConfirm={() => remove.mutate(leaving.username)}
          onClose={() => setLeaving(null)}
        />
      )}
      {changing && <PasswordDialog username={changing.username} onClose={() => setChanging(null)} />}
    </div>
  )
}

const empty = { username: '', password: '', role: 'viewer' } as const

function NewPerson() {
  const t = useText()
  const queries = useQueryClient()
  const [form, setForm] = useState<Pick<User, 'username' | 'role'> & { password: string }>(empty)
  const add = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/users', { body: form })),
    onSuccess: () => {
      setForm(empty)
      void queries.invalidateQueries({ queryKey: usersQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 self-start">
      <h2 className="font-semibold">{t('people.new')}</h2>
      <TextField
        label={t('people.name')}
        isRequired
        autoComplete="off"
        value={form.username}
        onChange={username => setForm({ ...form, username: username.toLowerCase() })}
      />
      <TextField
        label={t('sign-in.password')}
        type="password"
        autoComplete="new-password"
        hint={t('people.password-hint')}
        minLength={10}
        isRequired
        value={form.password}
        onChange={password => setForm({ ...form, password })}
      />
      <RoleSelect value={form.role} onChange={role => setForm({ ...form, role })} />
      {add.isError && <Failure what={t('people.add-failed')} error={add.error} />}
      <Button type="submit" className="self-start" isPending={add.isPending}>
        {t('people.add')}
      </Button>
    </form>
  )
}
