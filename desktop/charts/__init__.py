"""Pictures of the numbers, with bars that open the rows behind them."""
