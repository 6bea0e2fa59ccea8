"""What could not be done, said of the words on the button: 送る, 送れませんでした."""

# The last letter of a verb of five rows, and with which it says that one can.
ABLE = dict(zip("うくぐすつぬぶむる", "えけげせてねべめれ", strict=True))
# Before る: letters after which it is a verb of one row (入れる, 決める), and the signs that are read so.
ONE_ROW = set("いきぎしじちにひびみりえけげせぜてでねへべめれ見着出得寝似経")
NOT_ANY_MORE = "ませんでした"


def could_not(action: str) -> str:
    """A sentence out of the words on a button, or of a noun (登録) or a phrase (次へ進むことが).

    Of several sentences on the button the last is what was to be done.
    """
    words = action.rpartition("。")[2] or action
    if words.endswith("をする"):
        return f"{words.removesuffix('をする')}ができ{NOT_ANY_MORE}"
    if words.endswith("する"):
        return f"{words.removesuffix('する')}でき{NOT_ANY_MORE}"
    if words.endswith("る") and words[-2:-1] in ONE_ROW:
        return f"{words[:-1]}られ{NOT_ANY_MORE}"
    if words[-1:] in ABLE:
        return f"{words[:-1]}{ABLE[words[-1]]}{NOT_ANY_MORE}"
    if words.endswith("へ"):
        return f"{words}進め{NOT_ANY_MORE}"
    if words.endswith(("た", "だ")):
        return f"「{words}」を登録でき{NOT_ANY_MORE}"
    return f"{words}でき{NOT_ANY_MORE}"
