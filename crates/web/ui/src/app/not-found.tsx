// An address that leads nowhere.
import { Link } from 'wouter'
import { Title } from '../parts/title'

export function NotFound() {
  return (
    <>
      <Title>Page not found</Title>
      <p>If you typed the address, check it. <Link href="/">What is happening now</Link> has the way to everything.</p>
    </>
  )
}
