// Now: what waits for me, who is on call, what is open.
import { Title } from '../../parts/title'

export default function Now() {
  return <Title>Now</Title>
}
