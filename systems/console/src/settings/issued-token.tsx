import { useState } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'

/** A token's text, this once. */
export function IssuedToken({ issued }: { issued: { name: string; token: string } }) {
  const t = useText()
  const [isCopied, setCopied] = useState(false)
  const copy = () => {
    void navigator.clipboard.writeText(issued.token)
    setCopied(true)
  }
  return (
    <div role="status" className="rounded-panel border border-accent bg-tint px-5 py-4">
      <p className="font-medium">{t('tokens.issued', { name: issued.name })}</p>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        <code className="font-mono text-base break-all">{issued.token}</code>
        <Button onPress={copy}>
          <Icon name={isCopied ? 'check' : 'copy'} />
          {t(isCopied ? 'frames.copied' : 'frames.copy')}
        </Button>
      </div>
    </div>
  )
}
