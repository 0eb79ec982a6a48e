using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Tests.Policy;

public sealed class MangledTextTests
{
    const string Marks = "{}[]:,-#&*!|>'\"%@`\\\n\t ~?0a\0\ud83d";

    [Fact]
    public void Whatever_the_text_reading_it_does_not_fail()
    {
        var dice = new SeededDice(7);
        var texts = SampleTests.Samples.Select(sample => sample.Data.Item2).ToArray();

        for (var i = 0; i < 4000; i++)
        {
            var text = texts[dice.Below(texts.Length)];
            for (var changes = 1 + dice.Below(3); changes > 0; changes--)
            {
                var (at, length) = (dice.Below(text.Length), dice.Below(12));
                var mark = dice.Below(2) == 0 ? "" : Marks[dice.Below(Marks.Length)].ToString();
                text = text[..at] + mark + text[Math.Min(text.Length, at + length)..];
            }

            foreach (var document in DocumentReader.Read("mangled.yaml", text))
                Assert.True(document.Document is null || !document.HasErrors);
        }
    }
}
