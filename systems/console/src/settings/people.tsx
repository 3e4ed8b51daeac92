import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { usersQuery } from '../api/queries.ts'
import type { User } from '../api/resources.ts'
import { localZone } from '../i18n/format/instants.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/button.tsx'
import { Confirm } from '../kit/confirm.tsx'
import { Failure } from '../kit/failure.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { cellClasses, headClasses, tableClasses } from '../kit/table-classes.ts'
import { TextField } from '../kit/text-field.tsx'
import { sessionQuery } from '../session/session.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { RoleSelect } from './role-select.tsx'

/** Local accounts. Nobody takes away the account they are signed in with. */
export function People() {
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const { data: me } = useQuery(sessionQuery)
  const { data, error, refetch } = useQuery(usersQuery)
  const [leaving, setLeaving] = useState<User | null>(null)
  const [changing, setChanging] = useState<User | null>(null)
  const remove = useMutation({
    mutationFn: (username: string) =>
      answerOf(api.DELETE('/api/v1/users/{username}', { params: { path: { username } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
  })
  if (error) return <Failure what={t('people.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={5} />
  return (
    <div className="grid gap-8 desk:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="panel overflow-x-auto px-5 py-2 self-start max-tablet:px-3">
        {remove.isError && <Failure what={t('people.remove-failed')} error={remove.error} />}
        <table className={tableClasses}>
          <thead>
            <tr>
              <th className={headClasses}>{t('people.name')}</th>
              <th className={headClasses}>{t('people.role')}</th>
              <th className={`${headClasses} max-tablet:hidden`}>{t('people.last-sign-in')}</th>
              <th className={headClasses}>
                <span className="sr-only">{t('common.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.items.map(user => (
              <tr key={user.username}>
                <td className={`${cellClasses} font-medium`}>{user.username}</td>
                <td className={cellClasses}>{t(`role.${user.role}`)}</td>
                <td className={`${cellClasses} figures text-ink-2 max-tablet:hidden`}>
                  {user.lastSignIn ? format.minute(localZone(), user.lastSignIn) : '–'}
                </td>
                <td className={`${cellClasses} py-1 text-right whitespace-nowrap`}>
                  <Button
                    look="quiet"
                    aria-label={t('people.password-of', user)}
                    onPress={() => setChanging(user)}
                  >
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
                </td>
              </tr>
            ))}
          </tbody>
        </table>
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
