import { type AnyModel, screen } from "../model";
import { ScriptEditor } from "../script/editor";
import { ScriptModel } from "../script/model";
import { say, words } from "../strings";
import { Banks } from "./list";
import { BankList } from "./list-model";
import { NewBank } from "./new";
import { NewBank as NewBankModel } from "./new-model";
import { OneBank } from "./one";
import { OneBank as OneBankModel } from "./one-model";

function titleOf(model: AnyModel): string {
  if (model instanceof NewBankModel) return words.banks.newTitle;
  if (model instanceof OneBankModel) return model.state.bank?.name ?? words.banks.one;
  if (model instanceof ScriptModel) {
    const { bank } = model.state;
    return bank ? say(words.script.titleOf, { name: bank.name }) : words.script.title;
  }
  return words.banks.title;
}

function View({ model }: { model: AnyModel }) {
  if (model instanceof NewBankModel) return <NewBank model={model} />;
  if (model instanceof OneBankModel) return <OneBank model={model} />;
  if (model instanceof ScriptModel) return <ScriptEditor model={model} />;
  return <Banks model={model as BankList} />;
}

/** Phone banks: all of them, a new one, one of them, and its script. */
export const banks = screen<AnyModel>({
  name: "banks",
  label: () => words.nav.banks,
  title: titleOf,
  open: (on, { id, sub }) => {
    if (!id) return new BankList(on);
    if (id === "new") return new NewBankModel(on);
    return sub === "script" ? new ScriptModel(on, id) : new OneBankModel(on, id);
  },
  view: View,
});
