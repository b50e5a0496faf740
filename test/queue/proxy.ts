/** A way to a server that can go dead without a word, as where a router drops what it carries. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** From now on nothing passes on the connections that there are; new ones work. Returns how many there are. */
  freeze(): number;
  close(): void;
}

export async function startProxy(to: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((from) => {
    const on = connect(to, "127.0.0.1");
    const pair = [from, on] as const;
    pairs.add(pair);
    from.pipe(on);
    on.pipe(from);
    for (const [one, other] of [pair, [on, from] as const]) {
      one.on("error", () => {});
      one.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    freeze() {
      for (const [from, on] of pairs) {
        for (const socket of [from, on]) {
          socket.unpipe();
          socket.pause();
        }
      }
      return pairs.size;
    },
    close() {
      server.close();
      for (const sockets of pairs) for (const socket of sockets) socket.destroy();
    },
  };
}
