import { screen } from "../model";
import { words } from "../strings";
import { Fault, Waiting } from "../ui/notice";
import { AddPeople } from "./add";
import { Join, Sheet } from "./join";
import { People } from "./list";
import { VolunteersModel } from "./model";
import { Question } from "./questions";
import { WaitingPeople } from "./waiting";

function Volunteers({ model }: { model: VolunteersModel }) {
  const { volunteers, join, fault } = model.state;
  if (!volunteers) {
    return fault ? <Fault text={fault} again={() => void model.load()} /> : <Waiting />;
  }
  return (
    <>
      <WaitingPeople model={model} />
      <div class="ways-in">
        <Join model={model} join={join} />
        <AddPeople model={model} />
      </div>
      <People model={model} />
      <Question model={model} />
      {join?.open && (
        <Sheet
          campaign={model.on.page.store.state.campaign}
          join={join}
          steps={model.byHand ? words.volunteers.sheetStepsByHand : words.volunteers.sheetSteps}
        />
      )}
    </>
  );
}

/** Who calls: how they get in, what they may do, how they are getting on. */
export const volunteers = screen<VolunteersModel>({
  name: "volunteers",
  label: () => words.nav.volunteers,
  title: () => words.nav.volunteers,
  open: (on) => new VolunteersModel(on),
  view: Volunteers,
});
