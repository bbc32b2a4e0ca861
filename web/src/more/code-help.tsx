import { Component } from "preact";
import type { SignIn } from "../sign-in/actions";
import { codeWords, say, t } from "../strings";
import { otherEmail, resend } from "./sign-in";

const RESEND_SECONDS = 30;

/** When the code does not come: sending it again, or to another address. */
export function CodeHelp({ on }: { on: SignIn }) {
  const { screen } = on.page.state();
  const w = codeWords(on.page.state());
  const byLink = screen.name === "code" && screen.code !== "";
  return (
    <div class="under">
      {!byLink && <p class="help">{w.notThere}</p>}
      <Resend w={w} wait={byLink ? 0 : RESEND_SECONDS} onSend={() => resend(on)} />
      <button type="button" class="link" onClick={() => otherEmail(on)}>
        {t.signIn.otherEmail}
      </button>
    </div>
  );
}

interface ResendProps {
  w: ReturnType<typeof codeWords>;
  wait: number;
  onSend(): Promise<boolean>;
}

/** Sends the code again, half a minute after the last time. */
class Resend extends Component<ResendProps, { left: number }> {
  override state = { left: this.props.wait };
  private timer: ReturnType<typeof setInterval> | undefined;

  override componentDidMount(): void {
    this.timer = setInterval(() => {
      if (this.state.left > 0) this.setState({ left: this.state.left - 1 });
    }, 1_000);
  }

  override componentWillUnmount(): void {
    clearInterval(this.timer);
  }

  override render() {
    const { left } = this.state;
    const { w } = this.props;
    if (left > 0) return <p class="help resend">{say(w.resendWait, { seconds: left })}</p>;
    const again = async () => {
      if (await this.props.onSend()) this.setState({ left: RESEND_SECONDS });
    };
    return (
      <button type="button" class="link" onClick={again}>
        {w.resend}
      </button>
    );
  }
}
