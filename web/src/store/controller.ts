import { type Api, makeApi } from "../api/client";
import type { Claim } from "../api/types";
import { type Saved, shown } from "../call/flow";
import { Outbox } from "../outbox/outbox";
import { deviceStorage, type OutboxStorage } from "../outbox/storage";
import { loadStrings } from "../strings/load";
import { rememberedCampaign } from "../ui/theme";
import { later } from "../views/parts";
import { makeCalling } from "./calling";
import { makeQueue } from "./queue";
import { makeSession } from "./session";
import { firstState, type State, Store } from "./state";

const KEYS_OFF = "ringround.keys-off";

/** The one owner of the state. Views get the state and emit events by calling these functions. */
export function createController(
  paint: (state: State) => void,
  api: Api = makeApi(),
  storage: OutboxStorage = deviceStorage(),
) {
  const store = new Store(
    firstState(rememberedCampaign(), localStorage.getItem(KEYS_OFF) === null),
    paint,
  );
  const outbox: Outbox = new Outbox(storage, {
    send: (entry) => queue.send(entry),
    sent: (entry, after) => queue.sent(entry, after),
    refused: (entry) => void later((part) => part.refused(queue, entry)),
    signedOut: () => session.signedOut(),
    changed: (waiting, stuck) => {
      store.set({ outbox: { ...store.state.outbox, waiting, stuck } });
      if (stuck) queue.stuck();
      else if (waiting === 0) void queue.askNext();
    },
  });
  const context = { store, api, outbox, signedOut: () => session.signedOut() };
  const queue = makeQueue(context);
  const session = makeSession(context, queue);
  const calling = makeCalling(context, queue, session);

  /** The page is seen again, or the network is back. */
  async function seen(): Promise<void> {
    const { screen, flow } = store.state;
    if (screen.name === "problem" && screen.why === "offline") return session.start();
    void outbox.kick();
    const ending = flow?.ending;
    if (ending?.reason === "offline") queue.again();
    await later((part) => part.look(queue));
  }

  const controller = {
    ...session,
    ...calling,
    /** For the parts that load later. */
    store,
    api,
    queue,
    outbox,
    takeBreak: (sure?: boolean): Promise<void> => later((part) => part.takeBreak(controller, sure)),
    signOut: (sure?: boolean): Promise<void> => later((part) => part.signOut(controller, sure)),
    correct: (saved: Saved): Promise<void> => later((part) => part.correct(controller, saved)),
    take: (claim: Claim): Promise<void> => later((part) => part.take(controller, claim)),
    discard: (id: string): Promise<void> => later((part) => part.discard(controller, id)),
    clearDeck: queue.clearDeck,
    state: () => store.state,
    shown: () => (store.state.flow ? shown(store.state.flow) : null),
    seen: () => void seen(),
    useKeys: (on: boolean) => {
      if (on) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "1");
      store.set({ keys: on });
    },
    speak: async (language: string) => {
      await loadStrings(language);
      store.set({});
    },
  };
  return controller;
}

export type Controller = ReturnType<typeof createController>;
