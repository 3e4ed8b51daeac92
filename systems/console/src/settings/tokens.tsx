import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../api/client.ts'
import { tokensQuery } from '../api/queries.ts'
import type { Role, Token } from '../api/resources.ts'
import { localZone } from '../i18n/format/instants.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/button.tsx'
import { Confirm } from '../kit/confirm.tsx'
import { Empty } from '../kit/empty.tsx'
import { Failure } from '../kit/failure.tsx'
import { OnceShown } from '../kit/once-shown.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { cellClasses, headClasses, tableClasses } from '../kit/table-classes.ts'
import { TextField } from '../kit/text-field.tsx'
import { RoleSelect } from './role-select.tsx'

/** Tokens for programs. The head-end does not keep a token's text, so it is shown once. */
export function Tokens() {
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(tokensQuery)
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
  if (error) return <Failure what={t('tokens.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={5} />
  return (
    <div className="grid gap-8 desk:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex flex-col gap-4 self-start">
        {issue.data && (
          <OnceShown title={t('tokens.issued', { name: issue.data.name })} text={issue.data.token} />
        )}
        {remove.isError && <Failure what={t('tokens.remove-failed')} error={remove.error} />}
        {data.items.length === 0 && <Empty title={t('tokens.none')}>{t('tokens.none.next')}</Empty>}
        {data.items.length > 0 && (
          <div className="panel overflow-x-auto px-5 py-2 max-tablet:px-3">
            <table className={tableClasses}>
              <thead>
                <tr>
                  <th className={headClasses}>{t('tokens.name')}</th>
                  <th className={headClasses}>{t('people.role')}</th>
                  <th className={`${headClasses} max-tablet:hidden`}>{t('tokens.last-used')}</th>
                  <th className={headClasses}>
                    <span className="sr-only">{t('common.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.items.map(token => (
                  <tr key={token.name}>
                    <td className={`${cellClasses} font-medium`}>{token.name}</td>
                    <td className={cellClasses}>{t(`role.${token.role}`)}</td>
                    <td className={`${cellClasses} figures text-ink-2 max-tablet:hidden`}>
                      {token.lastUsed ? format.minute(localZone(), token.lastUsed) : '–'}
                    </td>
                    <td className={`${cellClasses} py-1 text-right`}>
                      <Button
                        look="quiet"
                        aria-label={t('tokens.remove-of', { name: token.name })}
                        onPress={() => setLeaving(token)}
                      >
                        {t('common.remove')}
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
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
