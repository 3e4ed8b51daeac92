import { Suspense, useState } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { Boundary } from '../kit/part/boundary.tsx'
import { part } from '../kit/part/part.tsx'
import { useMay } from '../session/session.ts'
import { Appearance } from '../settings/appearance.tsx'
import { Disc } from '../shell/disc.tsx'
import { PersonMenu } from '../shell/person-menu.tsx'
import { Consents } from './consents.tsx'
import { Deletions } from './deletions.tsx'
import { OwnData } from './own-data.tsx'

const OwnPasswordDialog = part(() => import('../settings/own-password-dialog.tsx'))

/** The page of a customer: the own data, who else may see them, what is to be deleted. Third parties see what they were let see. */
export default function CustomerFrame() {
  const t = useText()
  const isCustomer = useMay('customer')
  const [isChanging, setChanging] = useState(false)
  return (
    <>
      <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-6 max-tablet:px-4">
        <Disc size={24} />
        <span className="text-section font-semibold tracking-tight">Ferraris</span>
        <span className="ml-auto">
          <PersonMenu onPassword={() => setChanging(true)} />
        </span>
      </header>
      <Page title={t(isCustomer ? 'customers.own' : 'customers.shared')}>
        <div className="flex flex-col gap-4">
          <OwnData />
          {isCustomer && <Consents />}
          {isCustomer && <Deletions />}
          <Appearance />
        </div>
      </Page>
      <Boundary of="password">
        <Suspense>{isChanging && <OwnPasswordDialog onClose={() => setChanging(false)} />}</Suspense>
      </Boundary>
    </>
  )
}
