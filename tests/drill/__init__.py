"""The fault drill: callers and organisers at a real local app while faults strike, and a checker that reads what is
left. `make drill`; docs/drill.md says what it does."""
