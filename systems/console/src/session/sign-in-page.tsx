import { type FormEvent, useState } from 'react'
import { ProblemError } from '../api/problem.ts'
import { reasonOf } from '../api/problem-words.ts'
import { type Text, useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { TextField } from '../kit/form/text-field.tsx'
import { Page } from '../kit/page/page.tsx'
import { LanguageSelect } from '../settings/language-select.tsx'
import { Disc } from '../shell/disc.tsx'
import { useSignIn } from './session.ts'

/** Stands in place of the room asked for, so that signing in shows that room. */
export function SignInPage() {
  const t = useText()
  const signIn = useSignIn()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({ username: username.trim(), password })
  }

  return (
    <Page title={t('sign-in.title')} heading={<span className="sr-only">{t('sign-in.title')}</span>}>
      <div className="mx-auto flex min-h-[80dvh] w-full max-w-80 flex-col justify-center">
        <div className="mb-8 flex items-center gap-4">
          <Disc size={44} />
          <div>
            <p className="text-title font-semibold tracking-tight">Ferraris</p>
            <p className="text-ink-3">{t('sign-in.subtitle')}</p>
          </div>
        </div>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            label={t('sign-in.username')}
            autoComplete="username"
            autoFocus
            isRequired
            value={username}
            onChange={setUsername}
          />
          <TextField
            label={t('sign-in.password')}
            type="password"
            autoComplete="current-password"
            isRequired
            value={password}
            onChange={setPassword}
          />
          {signIn.isError && (
            <p role="alert" className="text-form text-critical">
              {refusalOf(signIn.error, t)}
            </p>
          )}
          <Button look="primary" type="submit" isPending={signIn.isPending} className="h-9">
            {t('sign-in.action')}
          </Button>
        </form>
        <p className="mt-8 text-ink-3">{t('sign-in.hint')}</p>
        <LanguageSelect className="mt-6 w-36" />
      </div>
    </Page>
  )
}

function refusalOf(error: unknown, t: Text): string {
  if (error instanceof ProblemError && error.status === 401) return t('sign-in.refused')
  if (error instanceof ProblemError && error.status === 429) return t('sign-in.slow-down')
  return reasonOf(error, t)
}
